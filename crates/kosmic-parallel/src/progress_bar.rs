//! A progress bar on the terminal.

use std::borrow::Cow;

use indicatif::{ProgressBar as Bar, ProgressDrawTarget, ProgressStyle};
use kosmic_core::Progress;

/// Shows finished work, its rate and the time left on stderr, and disappears at the end; silent when stderr is no
/// terminal.
///
/// Rate and time left come from finished work alone, the latest of it weighing most. One bar may watch several pieces of
/// work one after another: each begins at 0.
///
/// Cost: a few nanoseconds for each chunk of finished work; the terminal is written to at most 20 times a second.
///
/// # Example
/// ```
/// use kosmic_core::Pair;
/// use kosmic_parallel::{Bootstrap, Correlation, ProgressBar};
///
/// let pair = Pair::new(&[1.0, 2.0, 3.0, 4.0], &[1.0, 3.0, 2.0, 4.0])?;
/// let bar = ProgressBar::new("bootstrap");
/// let replicates = Bootstrap::default().plan()?.run_with(&pair, &Correlation, &bar)?;
/// assert_eq!(replicates.values().len(), 1999);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
#[derive(Debug)]
pub struct ProgressBar(Bar);

/// What is shown: a word, the bar, finished of all, rate, time left.
const TEMPLATE: &str = "{msg} [{bar:30}] {human_pos}/{human_len} {per_sec} {eta} left";

impl ProgressBar {
    /// A bar with a word before it.
    pub fn new(label: impl Into<Cow<'static, str>>) -> Self {
        Self::on(ProgressDrawTarget::stderr(), label.into())
    }

    fn on(target: ProgressDrawTarget, label: Cow<'static, str>) -> Self {
        let style =
            ProgressStyle::with_template(TEMPLATE).expect("the template is a valid constant");
        let bar = Bar::with_draw_target(Some(0), target).with_style(style.progress_chars("=> "));
        Self(bar.with_message(label))
    }
}

impl Progress for ProgressBar {
    fn begin(&self, total: u64) {
        self.0.set_length(total);
        // Also forgets the rate of work watched before.
        self.0.reset();
        self.0.tick();
    }

    fn advance(&self, finished: u64) {
        self.0.inc(finished);
    }

    fn end(&self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};
    use std::thread::sleep;
    use std::time::Duration;

    use indicatif::TermLike;

    use super::*;

    /// A terminal that keeps what is written to it since it was last cleared.
    #[derive(Clone, Debug, Default)]
    struct Screen(Arc<Mutex<String>>);

    impl Screen {
        fn shows(&self) -> String {
            self.0.lock().unwrap().trim().to_owned()
        }

        fn write(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push_str(text);
            Ok(())
        }
    }

    impl TermLike for Screen {
        fn width(&self) -> u16 {
            120
        }

        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn write_line(&self, line: &str) -> io::Result<()> {
            self.write(line)
        }

        fn write_str(&self, text: &str) -> io::Result<()> {
            self.write(text)
        }

        fn clear_line(&self) -> io::Result<()> {
            self.0.lock().unwrap().clear();
            Ok(())
        }

        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A bar on a screen, drawn as often as it is told of something.
    fn bar_on(screen: &Screen) -> ProgressBar {
        let target = ProgressDrawTarget::term_like_with_hz(Box::new(screen.clone()), 255);
        ProgressBar::on(target, "bootstrap".into())
    }

    /// Longer than the pause between two drawings.
    fn pause() {
        sleep(Duration::from_millis(30));
    }

    #[test]
    fn finished_work_its_rate_and_the_time_left_are_shown() {
        let screen = Screen::default();
        let bar = bar_on(&screen);
        bar.begin(4000);
        for _ in 0..2 {
            pause();
            bar.advance(1000);
        }
        let shown = screen.shows();
        assert!(shown.starts_with("bootstrap [==============="), "{shown}");
        assert!(shown.contains("] 2,000/4,000 "), "{shown}");
        assert!(
            shown.contains("/s ") && shown.ends_with("s left"),
            "{shown}"
        );
    }

    #[test]
    fn the_bar_disappears_at_the_end() {
        let screen = Screen::default();
        let bar = bar_on(&screen);
        bar.begin(10);
        bar.advance(10);
        bar.end();
        assert_eq!(screen.shows(), "");
    }

    #[test]
    fn a_second_piece_of_work_begins_at_zero() {
        let screen = Screen::default();
        let bar = bar_on(&screen);
        bar.begin(10);
        bar.advance(10);
        bar.end();
        pause();
        bar.begin(20);
        pause();
        bar.advance(1);
        assert!(screen.shows().contains("] 1/20 "), "{}", screen.shows());
    }
}
