//! What stands in a figure.

use kosmic_plot::{Figure, LineFigure, Panels, PlotError, PointFigure};

fn svg(figure: &LineFigure) -> String {
    figure.to_svg().expect("a figure")
}

/// Where the text that holds `words` stands: the middle of its foot.
fn place_of(words: &str, svg: &str) -> (f64, f64) {
    let (before, _) = svg.split_once(&format!(">{words}<")).expect("the text");
    let (_, tag) = before.rsplit_once("<text").expect("its tag");
    let number = |name: &str| {
        let (_, after) = tag.split_once(&format!(" {name}=\"")).expect("its place");
        let (number, _) = after.split_once('"').expect("its place");
        number.parse().expect("a number")
    };
    (number("x"), number("y"))
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    let figure = LineFigure::new().line("K", &[0.0, 1.0], &[Some(0.5), Some(0.7)]);
    assert_eq!(svg(&figure), svg(&figure));
    let panels = Panels::in_columns(2).panel(figure.clone()).panel(figure);
    let twice = [panels.to_svg(), panels.to_svg()].map(|svg| svg.expect("a figure"));
    assert_eq!(twice[0], twice[1]);
    let areas = |svg: &str| svg.matches("<clipPath id=\"kuva-clip-").count();
    assert_eq!(areas(&twice[0]), 2);
    assert!(twice[0].contains("url(#kuva-clip-0)") && twice[0].contains("url(#kuva-clip-1)"));
}

#[test]
fn a_point_between_gaps_is_a_dot() {
    let x = [0.0, 1.0, 2.0, 3.0];
    let alone = LineFigure::new().line("K", &x, &[None, Some(0.5), None, None]);
    assert_eq!(svg(&alone).matches("<circle").count(), 1);
    let whole = LineFigure::new().line("K", &x, &[Some(0.1), Some(0.5), Some(0.2), Some(0.3)]);
    assert_eq!(svg(&whole).matches("<circle").count(), 0);
}

#[test]
fn the_label_of_a_line_at_the_right_end_stays_within_the_figure() {
    let figure = |at| {
        LineFigure::new()
            .line("K", &[-20.0, 20.0], &[Some(0.5), Some(0.7)])
            .vertical(at, "peak here")
    };
    let [left, middle, right] = [-20.0, 0.0, 20.0].map(|at| {
        let (x, y) = place_of("peak here", &svg(&figure(at)));
        // Below the top of the plot, at 10, by the height of the text.
        assert!(y > 10.0 + 13.0 && y < 35.0, "{y}");
        x
    });
    assert!(left < middle && middle < right);
    // Nine characters of 13 pixels about their middle, in 660 pixels.
    assert!(left > 35.0 && right < 660.0 - 35.0, "{left} {right}");
}

#[test]
fn whole_numbers_have_no_ticks_between_them() {
    let y = [Some(0.1), Some(0.5), Some(0.2)];
    let counts = LineFigure::new()
        .line("K", &[-1.0, 0.0, 1.0], &y)
        .y_from(0.0);
    assert!(!svg(&counts).contains(">-0.5<"));
    let measures = LineFigure::new()
        .line("K", &[-1.0, 0.1, 1.0], &y)
        .y_from(0.0);
    assert!(svg(&measures).contains(">-0.5<"));
}

#[test]
fn labels_are_escaped_made_one_line_and_cut_to_fit() {
    let figure = LineFigure::new()
        .line("K", &[0.0, 1.0], &[Some(0.5), Some(0.7)])
        .x_label("a < b & \"c\"\nd")
        .y_label("y".repeat(400));
    let svg = svg(&figure);
    assert!(svg.contains("a &lt; b &amp; "), "{svg}");
    assert!(!svg.contains("c\"\nd"));
    assert!(!svg.contains(&"y".repeat(100)) && svg.contains('\u{2026}'));
}

#[test]
fn what_cannot_be_drawn_says_which_value_and_where() {
    let nan = LineFigure::new().line("K", &[0.0, 1.0], &[Some(0.1), Some(f64::NAN)]);
    let error = nan.to_svg().unwrap_err();
    assert!(
        matches!(&error, PlotError::Undrawable { index: 1, .. }),
        "{error:?}"
    );
    let short = LineFigure::new().line("K", &[0.0], &[]);
    assert!(matches!(
        short.to_svg(),
        Err(PlotError::LengthMismatch {
            left: 1,
            right: 0,
            ..
        })
    ));
    assert!(matches!(
        PointFigure::new(&[], &[]).to_svg(),
        Err(PlotError::Empty)
    ));
    assert!(matches!(
        Panels::in_columns(0).to_svg(),
        Err(PlotError::Empty)
    ));
    let band = LineFigure::new()
        .line("K", &[0.0, 1.0], &[Some(0.1), Some(0.2)])
        .band(&[0.0, f64::INFINITY], &[0.0, 0.0], &[1.0, 1.0]);
    assert!(band.to_svg().is_err());
}
