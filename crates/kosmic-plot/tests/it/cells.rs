//! Heat maps and intervals: where cells, names and marks stand, and what cannot be drawn.

use kosmic_plot::{Figure, HeatMap, IntervalFigure, LineFigure, Panels, PlotError, PointFigure};

fn whole<const C: usize>(cells: &[[f64; C]]) -> Vec<Vec<Option<f64>>> {
    cells.iter().map(|row| row.map(Some).to_vec()).collect()
}

#[test]
fn a_heat_map_has_a_cell_for_each_value_and_panels_are_lettered() {
    let map = HeatMap::new(&whole(&[[2.0, 0.4], [0.4, 2.0]]), &["a", "b"], &["a", "b"]);
    let alone = map.to_svg().expect("a figure");
    assert!(alone.matches("<rect").count() > 4);
    let points = PointFigure::new(&[1.0, 2.0, 3.0], &[2.0, 4.1, 5.9]);
    let both = Panels::in_columns(2).panel(map).panel(points);
    let both = both.to_svg().expect("a figure");
    assert_eq!(both.matches("<circle").count(), 3);
}

#[test]
fn panels_have_one_legend_of_the_names_of_their_lines() {
    let panel = || {
        LineFigure::new()
            .line("rising", &[0.0, 1.0], &[Some(0.5), Some(0.7)])
            .line("falling", &[0.0, 1.0], &[Some(0.7), Some(0.5)])
    };
    let both = Panels::in_columns(2).panel(panel()).panel(panel());
    let svg = both.to_svg().expect("a figure");
    for name in ["rising", "falling"] {
        assert_eq!(svg.matches(&format!(">{name}<")).count(), 1, "{name}");
    }
}

/// The number that follows `key` in a tag.
fn attribute(tag: &str, key: &str) -> Option<f64> {
    let (_, rest) = tag.split_once(&format!("{key}=\""))?;
    rest.split_once('"')?.0.parse().ok()
}

#[test]
fn the_rows_of_a_heat_map_stand_beside_their_names() {
    let map = HeatMap::new(
        &whole(&[[9.0, 9.0], [0.0, 0.0], [0.0, 0.0]]),
        &["high", "low", "lowest"],
        &["a", "b"],
    );
    let svg = map.to_svg().expect("a figure");
    let height = |name: &str| {
        let before = &svg[..svg.find(&format!(">{name}<")).expect("the name")];
        attribute(&before[before.rfind("<text").expect("a text")..], "y").expect("its height")
    };
    let bright: Vec<f64> = svg
        .split("<rect")
        .filter(|tag| {
            tag.split('>')
                .next()
                .is_some_and(|tag| tag.to_lowercase().contains("#fde725"))
        })
        .filter_map(|tag| attribute(tag, " y"))
        .collect();
    assert!(bright.len() >= 2, "{bright:?}");
    let beside = bright.iter().filter(|y| **y < height("low")).count();
    assert!(beside >= 2 && height("high") < height("low"), "{bright:?}");
}

/// The fills of the cells, in the order in which they are drawn.
fn fills(svg: &str) -> Vec<String> {
    let cells = svg.split("<rect").filter_map(|tag| {
        let (_, rest) = tag.split_once("fill=\"#")?;
        Some(rest.split_once('"')?.0.to_lowercase())
    });
    cells.collect()
}

#[test]
fn an_undefined_cell_is_grey_and_named_and_moves_no_other_colour() {
    let names = ["a", "b"];
    let gap = HeatMap::new(
        &[vec![Some(2.0), None], vec![Some(0.4), Some(1.0)]],
        &names,
        &names,
    )
    .legend("K of two");
    let full = HeatMap::new(&whole(&[[2.0, 1.5], [0.4, 1.0]]), &names, &names);
    let [gap, full] = [gap, full].map(|map| map.to_svg().expect("a figure"));
    assert!(gap.contains(">colour: K of two<"));
    assert!(gap.contains(">undefined<") && !full.contains("undefined"));
    let count = |svg: &str, colour: &str| fills(svg).iter().filter(|fill| *fill == colour).count();
    // The cell and its sign in the legend.
    assert_eq!((count(&gap, "d9d9d9"), count(&full, "d9d9d9")), (2, 0));
    for colour in ["fde725", "440154"] {
        assert_eq!(count(&gap, colour), count(&full, colour), "{colour}");
        assert!(count(&gap, colour) > 0);
    }
}

#[test]
fn heat_maps_without_a_value_or_with_too_many_cells_say_so() {
    let nothing = HeatMap::new(&[vec![None]], &["a"], &["a"]);
    assert!(matches!(nothing.to_svg(), Err(PlotError::Empty)));
    let wide = vec![Some(1.0); 1001];
    let names: Vec<&str> = vec!["a"; 1001];
    let error = HeatMap::new(&[wide], &["a"], &names).to_svg().unwrap_err();
    assert!(
        matches!(
            error,
            PlotError::TooManyCells {
                rows: 1,
                columns: 1001,
                most: 1000
            }
        ),
        "{error:?}"
    );
    let bad = HeatMap::new(&[vec![None, Some(f64::NAN)]], &["a"], &["a", "b"]);
    assert!(matches!(
        bad.to_svg(),
        Err(PlotError::Undrawable { index: 1, .. })
    ));
}

#[test]
fn of_many_names_as_many_are_written_as_have_room() {
    let names: Vec<String> = (0..100).map(|column| format!("series {column}.")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let row: Vec<Option<f64>> = (0..100).map(|column| Some(f64::from(column))).collect();
    let svg = HeatMap::new(&vec![row; 100], &names, &names)
        .to_svg()
        .expect("a figure");
    assert!(svg.contains("series 0.") && svg.contains("series 95."));
    assert!(!svg.contains("series 1.") && svg.matches("series ").count() == 40);
}

#[test]
fn intervals_stand_below_each_other_in_their_order() {
    let figure = IntervalFigure::new()
        .x_label("K")
        .interval("first", 1.4, Some([1.2, 1.5]))
        .interval("second", 0.6, Some([0.2, 0.9]))
        .interval("without", 0.7, None)
        .vertical(0.0);
    let svg = figure.to_svg().expect("a figure");
    let height = |name: &str| {
        let before = &svg[..svg.find(&format!(">{name}<")).expect("the name")];
        attribute(&before[before.rfind("<text").expect("a text")..], " y").expect("its height")
    };
    assert!(height("first") < height("second") && height("second") < height("without"));
    let both = Panels::in_columns(2).panel(figure.clone()).panel(figure);
    assert!(both.to_svg().expect("a figure").matches(">second<").count() == 2);
}

#[test]
fn intervals_that_cannot_be_drawn_say_which() {
    assert!(matches!(
        IntervalFigure::new().vertical(1.0).to_svg(),
        Err(PlotError::Empty)
    ));
    let bad = IntervalFigure::new().interval("wide", 0.0, Some([f64::NEG_INFINITY, 1.0]));
    let error = bad.to_svg().unwrap_err();
    assert!(error.to_string().contains("interval \"wide\"") && error.to_string().contains("-inf"));
}
