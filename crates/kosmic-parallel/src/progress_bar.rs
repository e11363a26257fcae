//! A progress bar on the terminal.

use std::borrow::Cow;

use indicatif::{ProgressBar as Bar, ProgressStyle};
use kosmic_core::Progress;

/// Shows finished replicates, their rate and the time left on stderr; silent when stderr is no terminal.
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

impl ProgressBar {
    /// A bar with a word before it.
    pub fn new(label: impl Into<Cow<'static, str>>) -> Self {
        let bar = Bar::new(0).with_message(label);
        let template = "{msg} [{bar:30}] {pos}/{len} {per_sec} {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        Self(bar)
    }
}

impl Progress for ProgressBar {
    fn begin(&self, total: u64) {
        self.0.set_length(total);
    }

    fn advance(&self, finished: u64) {
        self.0.inc(finished);
    }

    fn end(&self) {
        self.0.finish_and_clear();
    }
}
