//! The coupling of a real process, start to end: how strong, how sure, at which lag.
//!
//! A gas furnace (Box and Jenkins, Time Series Analysis, 1970, Series J): every nine seconds the rate of methane fed in
//! and the share of carbon dioxide in the gas that comes out, 296 times.
//!
//! Run it with `cargo run --release --example quickstart`.

use std::path::Path;

use anyhow::Context;
use kosmic_core::{LagPeak, LagProfile, Pair};
use kosmic_data::load;
use kosmic_parallel::{Bootstrap, KInterval, Scheme, bootstrap_k_ci};
use kosmic_plot::{Figure, LineFigure};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/gas_furnace.csv");
const FIGURE: &str = "gas_furnace_lag_profile.svg";
const MAX_LAG: usize = 20;
const SECONDS_A_STEP: i64 = 9;

fn main() -> anyhow::Result<()> {
    let table = load(DATA)?;
    let gas = table.column("gas_rate")?.series()?;
    let co2 = table.column("co2_percent")?.series()?;

    let interval = bootstrap_k_ci(gas, co2, Bootstrap::default().scheme(Scheme::Auto))?;
    print_interval(&interval);

    let profile = LagProfile::of_pair(&Pair::new(gas, co2)?, MAX_LAG)?;
    let peak = profile.peak().context("no lag is defined")?;
    print_profile(&profile, peak);
    println!("{}", meaning(peak));

    draw(&profile, peak, Path::new(FIGURE))?;
    println!("\nThe lag profile is drawn in {FIGURE}.");
    Ok(())
}

fn print_interval(interval: &KInterval) {
    println!(
        "Gas furnace, {} pairs of feed rate and CO2 share",
        interval.n
    );
    println!("K = {:.3}  (r = {:.3})", interval.estimate, interval.r);
    println!(
        "95 % interval [{:.3}, {:.3}] by {} bootstrap replicates",
        interval.lower, interval.upper, interval.replicates
    );
    if let Some(choice) = &interval.choice {
        println!("  from {choice}\n");
    }
}

fn print_profile(profile: &LagProfile, peak: LagPeak) {
    println!("  lag      K");
    for (lag, k) in profile
        .lags()
        .zip(profile.k())
        .filter(|(lag, _)| (-2..=10).contains(lag))
    {
        let k = k.unwrap_or(f64::NAN);
        let mark = if lag == peak.lag { "  <- peak" } else { "" };
        println!(
            "{lag:>+5}  {k:.3}  {}{mark}",
            "#".repeat((k * 20.0).round() as usize)
        );
    }
}

/// The finding in one sentence.
fn meaning(peak: LagPeak) -> String {
    let seconds = peak.lag.abs() * SECONDS_A_STEP;
    let share = 100.0 * peak.r * peak.r;
    let way = if peak.r < 0.0 { "less" } else { "more" };
    if peak.lag <= 0 {
        return format!(
            "\nThe feed rate does not lead: K peaks at lag {:+}.",
            peak.lag
        );
    }
    format!(
        "\nThe input leads by {} steps ({seconds} s): more gas in now goes with {way} CO2 out then, and a straight line \
         explains {share:.0} % of the variance.",
        peak.lag
    )
}

fn draw(profile: &LagProfile, peak: LagPeak, path: &Path) -> anyhow::Result<()> {
    let lags: Vec<f64> = profile.lags().map(|lag| lag as f64).collect();
    let k: Vec<Option<f64>> = profile.k().collect();
    LineFigure::new()
        .x_label("lag (steps of 9 s); positive: feed rate leads")
        .y_label("K of feed rate and CO\u{2082}")
        .y_from(0.0)
        .line("K", &lags, &k)
        .vertical(peak.lag as f64, format!("peak at {:+}", peak.lag))
        .save(path)?;
    Ok(())
}
