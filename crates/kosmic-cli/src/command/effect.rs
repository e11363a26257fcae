//! `kosmic effect`: how far two columns lie apart, as groups or as pairs.

use kosmic_core::{Series, verify_level};
use kosmic_stats::{EffectSize, Magnitude, PairedSamples, StatsError, TwoGroups};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::arguments::{EffectArguments, WholeRows};
use crate::failure::Failure;
use crate::input::{Inputs, whole_rows};
use crate::output::{Sheet, fixed, limits, percent};
use crate::prepared::{print_json, print_lines};

/// An effect as `--json` prints it.
#[derive(Serialize)]
struct Interval {
    estimate: f64,
    lower: f64,
    upper: f64,
    /// In words, where they are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    magnitude: Option<String>,
}

/// An effect under its name, with the label that people read.
struct Named {
    key: &'static str,
    label: &'static str,
    effect: EffectSize,
    magnitude: Option<Magnitude>,
}

pub(super) fn run(arguments: &EffectArguments) -> Result<(), Failure> {
    verify_level(arguments.level).map_err(Failure::usage)?;
    arguments.input.missing.verify_same_rows()?;
    let table = arguments.input.read_filled()?;
    let inputs = Inputs::select(&table, &arguments.input)?;
    let groups = values(arguments, [inputs.x.series()?, inputs.y.series()?]);
    let [first, second] = &groups;
    let effects = if arguments.paired {
        of_pairs(first, second, arguments.level)
    } else {
        of_groups(first, second, arguments.level)
    };
    let effects = effects.map_err(Failure::data)?;
    if arguments.json {
        return print_json(&report(arguments, &groups, &effects), [&table]);
    }
    let sheet = Sheet::default().row(
        "groups",
        format!(
            "{} ({}), {} ({})",
            inputs.x_name,
            first.len(),
            inputs.y_name,
            second.len()
        ),
    );
    print_lines(&sheet_of(sheet, arguments, &effects).lines(), [&table])
}

/// The values of both columns, without missing ones where that was asked for.
fn values(arguments: &EffectArguments, series: [Series<'_>; 2]) -> [Vec<f64>; 2] {
    let all = |series: &Series<'_>| series.read(0..series.len(), &mut Vec::new()).to_vec();
    if arguments.paired
        && let Some(kept) = whole_rows(&series, arguments.input.missing.whole_rows())
    {
        let mut kept = kept.into_iter();
        return [(); 2].map(|()| kept.next().unwrap_or_default());
    }
    series.map(|series| {
        let mut values = all(&series);
        if arguments.input.missing.whole_rows() == WholeRows::Listwise {
            values.retain(|value| !value.is_nan());
        }
        values
    })
}

fn of_groups(first: &[f64], second: &[f64], level: f64) -> Result<Vec<Named>, StatsError> {
    let groups = TwoGroups::new(first, second)?;
    let standard = |key, label, effect: EffectSize| Named {
        key,
        label,
        effect,
        magnitude: Some(Magnitude::of_d(effect.estimate)),
    };
    let delta = groups.cliff_delta(level)?;
    Ok(vec![
        standard("cohen_d", "Cohen's d", groups.cohen_d(level)?),
        standard("hedges_g", "Hedges' g", groups.hedges_g(level)?),
        standard("glass_delta", "Glass's delta", groups.glass_delta(level)?),
        Named {
            key: "cliff_delta",
            label: "Cliff's delta",
            effect: delta,
            magnitude: Some(Magnitude::of_cliff_delta(delta.estimate)),
        },
        Named {
            key: "cles",
            label: "P(x > y)",
            effect: groups.common_language(level)?,
            magnitude: None,
        },
    ])
}

fn of_pairs(first: &[f64], second: &[f64], level: f64) -> Result<Vec<Named>, StatsError> {
    let pairs = PairedSamples::new(first, second)?;
    let named = |key, label, effect: EffectSize| Named {
        key,
        label,
        effect,
        magnitude: Some(Magnitude::of_d(effect.estimate)),
    };
    Ok(vec![
        named("d_z", "d_z", pairs.d_z(level)?),
        named("g_z", "g_z", pairs.g_z(level)?),
        named("d_av", "d_av", pairs.d_av(level)?),
    ])
}

fn report(
    arguments: &EffectArguments,
    groups: &[Vec<f64>; 2],
    effects: &[Named],
) -> Map<String, Value> {
    let mut report = Map::new();
    report.insert("n_x".into(), groups[0].len().into());
    report.insert("n_y".into(), groups[1].len().into());
    report.insert("paired".into(), arguments.paired.into());
    report.insert("level".into(), arguments.level.into());
    report.insert("missing".into(), arguments.input.missing.written().into());
    for named in effects {
        let magnitude = named.magnitude.filter(|_| arguments.words);
        let interval = Interval {
            estimate: named.effect.estimate,
            lower: named.effect.limits.lower,
            upper: named.effect.limits.upper,
            magnitude: magnitude.map(|magnitude| magnitude.to_string()),
        };
        report.insert(named.key.into(), json!(interval));
    }
    report
}

fn sheet_of(sheet: Sheet, arguments: &EffectArguments, effects: &[Named]) -> Sheet {
    let level = percent(arguments.level);
    let sheet = effects.iter().fold(sheet, |sheet, named| {
        let EffectSize {
            estimate,
            limits: ends,
        } = named.effect;
        let interval = limits(Some(ends.lower), Some(ends.upper));
        let words = match named.magnitude.filter(|_| arguments.words) {
            Some(magnitude) => format!("  {magnitude}"),
            None => String::new(),
        };
        let text = format!("{}  {level} interval {interval}{words}", fixed(estimate));
        sheet.row(named.label, text)
    });
    let assumed = if arguments.paired {
        "independent pairs, normal differences"
    } else {
        "independent values; normal ones for d, g and Glass's delta"
    };
    sheet.row("assumed", assumed)
}
