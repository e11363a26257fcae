//! What can be wrong with a bootstrap, and what to do about it.

use kosmic_core::{CoreError, InstructionSet};

/// Why a bootstrap could not be run or gave no interval.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ParallelError {
    /// The data or a level are not fit for the metric.
    #[error(transparent)]
    Core(#[from] CoreError),
    /// The number of replicates is too small for an interval.
    #[error("too few replicates: at least {needed} are needed, {got} were asked for")]
    TooFewReplicates {
        /// The least number.
        needed: usize,
        /// The number asked for.
        got: usize,
    },
    /// The least number of replicates is larger than the largest.
    #[error("at least {min} and at most {max} replicates: no number is both")]
    ReplicateRange {
        /// The least number asked for.
        min: usize,
        /// The largest number asked for.
        max: usize,
    },
    /// No surrogate would be compared, or a test would stop before the first.
    #[error("too few surrogates {of}: at least {needed} is needed, {got} were asked for")]
    TooFewSurrogates {
        /// The least number.
        needed: usize,
        /// The number asked for.
        got: usize,
        /// What they are for.
        of: &'static str,
    },
    /// Of the shifts that have no lag in common there are so few that no p-value could reach the level.
    #[error(
        "{rows} rows have {shifts} shifts without a lag up to {max_lag} in common, of which {needed} are needed for a p-value of {alpha}: ask for fewer lags or another null"
    )]
    TooFewShifts {
        /// The number there are.
        shifts: usize,
        /// The number needed.
        needed: usize,
        /// The level.
        alpha: f64,
        /// The number of rows.
        rows: usize,
        /// The longest lag.
        max_lag: usize,
    },
    /// Blocks so long that fewer than two could change places, or without rows.
    #[error(
        "blocks of {length} rows cannot be permuted: {rows} rows allow for lengths from 1 to {most}"
    )]
    PermutedBlockLength {
        /// The length asked for.
        length: usize,
        /// The number of rows.
        rows: usize,
        /// The longest length.
        most: usize,
    },
    /// The replicates would not fit into memory.
    #[error(
        "{replicates} replicates need {bytes} bytes, {}; ask for fewer",
        .available.map_or("more than can be had".into(), |bytes| format!("of {bytes} that can be had"))
    )]
    OutOfMemory {
        /// The number asked for.
        replicates: usize,
        /// What they would take.
        bytes: u128,
        /// What can be had, if that is known.
        available: Option<u64>,
    },
    /// A statistic has no value to be resampled.
    #[error("the statistic has no values: its width must be at least 1, and is 0")]
    NoValues,
    /// No thread to work with, or the threads could not be started.
    #[error("{requested} threads cannot be started: {reason}")]
    Threads {
        /// The number asked for.
        requested: usize,
        /// Why not.
        reason: String,
    },
    /// The processor lacks the instruction set asked for.
    #[error(
        "this processor does not have the instruction set {0}; leave the choice to the default"
    )]
    InstructionSet(InstructionSet),
    /// The correlation is exactly 1 or -1, so that no resample differs from the sample.
    #[error(
        "the correlation is exactly {r}: one series is a linear function of the other, and resampling says nothing about it"
    )]
    PerfectCorrelation {
        /// 1 or -1.
        r: f64,
    },
    /// Replicates were put together with data that they were not drawn from.
    #[error(
        "the replicates were drawn from {rows} rows with r = {estimate}, the pair has {pair_rows} rows with r = {pair_r}"
    )]
    OtherData {
        /// Rows behind the replicates.
        rows: usize,
        /// The estimate behind the replicates.
        estimate: f64,
        /// Rows of the pair.
        pair_rows: usize,
        /// The correlation of the pair.
        pair_r: f64,
    },
    /// Replicates cannot be extended by a plan that would have drawn others.
    #[error(
        "these replicates cannot be extended: their {what} is {got}, and {expected} is what this plan, data and statistic have"
    )]
    OtherRun {
        /// What differs.
        what: &'static str,
        /// What it would have to be.
        expected: String,
        /// What it is.
        got: String,
    },
    /// A method needs more than was computed.
    #[error("a {method} interval needs {needs}, which these replicates do not have")]
    MissingIngredient {
        /// The name of the method.
        method: &'static str,
        /// What it needs.
        needs: &'static str,
    },
    /// Leaving out a row makes r undefined or ±1, so that its acceleration or error is.
    #[error(
        "the jackknife of r is undefined: leaving out one row makes a series constant {undefined} times, r exactly 1 or -1 {perfect} times, or never changes r; percentile, basic, normal and BC limits do without it"
    )]
    UndefinedJackknife {
        /// Deletions that leave a constant series.
        undefined: usize,
        /// Deletions that leave r = 1 or -1.
        perfect: usize,
    },
    /// The estimate lies beyond all replicates, so that their bias is infinite.
    #[error(
        "all replicates lie {side} the estimate: the bias correction is infinite; use more replicates or another method"
    )]
    OneSidedReplicates {
        /// "above" or "below".
        side: &'static str,
    },
    /// No row has an influence on r.
    #[error("no row has an influence on the correlation, so that its ABC limits are undefined")]
    NoInfluence,
    /// An ABC limit lies beyond the weights for which r is defined.
    #[error(
        "the ABC limits at level {level} lie beyond what so few rows support; use a lower level or another method"
    )]
    BeyondAbc {
        /// The level asked for.
        level: f64,
    },
    /// There are more resamples than may be enumerated.
    #[error(
        "{rows} rows have {compositions} distinct resamples, more than the {most} allowed; draw replicates, or allow more"
    )]
    TooManyCompositions {
        /// The number of rows.
        rows: usize,
        /// The number of distinct resamples.
        compositions: u128,
        /// The most that are allowed.
        most: u64,
    },
    /// The labels of a design are not one for each row.
    #[error("{labels} labels for {rows} rows: a design needs one for each row")]
    LabelCount {
        /// The number of labels.
        labels: usize,
        /// The number of rows.
        rows: usize,
    },
    /// Blocks are empty, or longer than the series.
    #[error(
        "blocks of {length} rows{}: a block has at least one row and at most as many as the series",
        .rows.map_or(String::new(), |rows| format!(" of a series of {rows}"))
    )]
    BlockLength {
        /// The length asked for.
        length: usize,
        /// Rows of the series, where these are known.
        rows: Option<usize>,
    },
    /// A scheme was asked for by name that cannot be without the length of its blocks.
    #[error("the {scheme} scheme needs a block length: make a design with one")]
    BlockLengthNeeded {
        /// The scheme.
        scheme: &'static str,
    },
    /// A statistic looks at drawn blocks, and the scheme draws none.
    #[error("the statistic looks at drawn blocks, and the {scheme} scheme draws none")]
    NoBlocks {
        /// The scheme.
        scheme: &'static str,
    },
    /// A scheme was asked for by name that cannot be without labels.
    #[error("the {scheme} scheme needs a label for each row: make a design of them")]
    LabelsNeeded {
        /// The name of the scheme.
        scheme: &'static str,
    },
    /// No stratum has two rows.
    #[error(
        "each of the {strata} strata has one row only, so that each resample would be the sample; use fewer strata"
    )]
    StrataOfOne {
        /// The number of strata.
        strata: usize,
    },
    /// There is nothing to be drawn among.
    #[error("too few clusters: at least {needed} are needed, got {got}")]
    TooFewClusters {
        /// The least number.
        needed: usize,
        /// The number found.
        got: usize,
    },
    /// Balanced replicates share the copies of the rows, so that none can be added, and their number must be fixed.
    #[error(
        "replicates of the {scheme} scheme hang on their number: {planned} cannot become up to {asked}; draw a fixed number of them anew"
    )]
    NotExtendable {
        /// The name of the scheme.
        scheme: &'static str,
        /// The replicates drawn or planned before.
        planned: usize,
        /// The number asked for, or the largest.
        asked: usize,
    },
    /// Many couplings are not resampled together by this scheme.
    #[error(
        "the {scheme} scheme serves single pairs only: a matrix takes iid, a lag profile iid, blocks or auto"
    )]
    SinglePairsOnly {
        /// The name of the scheme asked for.
        scheme: &'static str,
    },
    /// A statistic of samples was asked for where rows have weights that are no counts.
    #[error(
        "the {scheme} scheme weights rows by real numbers: it has no samples; use a statistic of moments or of weights"
    )]
    NoSamples {
        /// The name of the scheme.
        scheme: &'static str,
    },
    /// A method takes sampling errors, and the replicates of the scheme are draws from a posterior distribution, which has
    /// none.
    #[error(
        "a {method} interval takes errors over samples, which draws from a posterior distribution by the {scheme} scheme do not have; use percentile"
    )]
    MethodScheme {
        /// The name of the method.
        method: &'static str,
        /// The name of the scheme.
        scheme: &'static str,
    },
    /// A matrix of couplings needs two columns.
    #[error("too few columns: at least 2 are needed for a matrix of couplings, got {got}")]
    TooFewColumns {
        /// The number found.
        got: usize,
    },
    /// The columns of a matrix differ in length.
    #[error(
        "column {column} has {got} rows and column 0 has {expected}; all need one value for each observation"
    )]
    ColumnLength {
        /// The first column that differs, counted from 0.
        column: usize,
        /// The length of column 0.
        expected: usize,
        /// Its length.
        got: usize,
    },
    /// A column never varies, so that no correlation with it is defined.
    #[error(
        "column {column} is constant: each observation is {value}; a correlation with it is undefined"
    )]
    ConstantColumn {
        /// The first such column, counted from 0.
        column: usize,
        /// Its one value.
        value: f64,
    },
    /// A column holds NaN or infinite values.
    #[error(
        "column {column} holds {count} value(s) that are NaN or infinite, the first ({value}) at index {index}; remove or fill them first"
    )]
    NonFiniteColumn {
        /// The first such column, counted from 0.
        column: usize,
        /// Index of its first such value, counted from 0.
        index: usize,
        /// That value.
        value: f64,
        /// How many there are in it.
        count: usize,
    },
    /// There is no setting to sweep over.
    #[error("no setting: at least one is needed for a sweep")]
    NoSettings,
    /// The statistic of one setting is undefined on the data themselves.
    #[error("the statistic of setting {setting} is undefined on the data themselves")]
    UndefinedSetting {
        /// The first such setting, counted from 0.
        setting: usize,
    },
    /// The statistic is undefined on the data themselves.
    #[error("the statistic is undefined on the data themselves")]
    UndefinedEstimate,
    /// The statistic is undefined on nearly all resamples.
    #[error(
        "the statistic is defined on only {defined} of {replicates} resamples; at least {needed} are needed"
    )]
    TooFewDefined {
        /// Resamples with a value.
        defined: usize,
        /// All resamples.
        replicates: usize,
        /// The least number with a value.
        needed: usize,
    },
    /// The work was stopped before there was enough for an interval.
    #[error("stopped after {finished} of {replicates} replicates; at least {needed} are needed")]
    Stopped {
        /// Replicates finished by then.
        finished: usize,
        /// Replicates asked for.
        replicates: usize,
        /// The least number.
        needed: usize,
    },
    /// A map was stopped before all items were done.
    #[error("stopped after {finished} of {items} items")]
    MapStopped {
        /// Items done by then.
        finished: usize,
        /// All items.
        items: usize,
    },
    /// The closure of a map panicked.
    #[error("the work on item {item} panicked: {message}")]
    Panicked {
        /// The first item, counted from 0, on which it did.
        item: usize,
        /// What it said.
        message: String,
    },
}
