use kosmic_core::{Moments, Pair};
use serde_json::Value;

use super::super::block_summary::Totals;
use super::*;
use crate::kernel::SECOND;
use crate::scheme::{BlockDesign, BlockKind};

fn numbers(values: &Value) -> Vec<f64> {
    let values = values.as_array().unwrap().iter();
    values.map(|value| value.as_f64().unwrap()).collect()
}

/// Starts and lengths of the blocks that rows consist of.
fn blocks_of(rows: &[u64], count: u64) -> Vec<(u64, u64)> {
    let mut blocks: Vec<(u64, u64)> = Vec::new();
    for &row in rows {
        match blocks.last_mut() {
            Some((start, length)) if (*start + *length) % count == row => *length += 1,
            _ => blocks.push((row, 1)),
        }
    }
    blocks
}

/// Resamples of arch, by `tests/golden/blocks.py`.
#[test]
fn sums_of_the_blocks_that_arch_drew_give_the_correlation_of_its_rows() {
    let golden = include_str!("../../../../tests/golden/blocks.json");
    let golden: Value = serde_json::from_str(golden).unwrap();
    let (x, y) = (numbers(&golden["x"]), numbers(&golden["y"]));
    let pair = Pair::new(&x, &y).unwrap();
    let count = x.len() as u64;
    let (kind, length) = (BlockKind::Circular, 7);
    let law = BlockLaw::new(count, BlockDesign { kind, length });
    let frame = Frame::of(&pair, Blocks::of(count)).unwrap();
    let mut table = Prefix::<SECOND>::new(frame, x.len());
    table.read(&x, &y);
    let mut compared = 0;
    for resample in ["moving", "circular", "stationary"]
        .iter()
        .flat_map(|scheme| golden["schemes"][scheme].as_array().unwrap())
    {
        let rows: Vec<u64> = numbers(&resample["rows"])
            .iter()
            .map(|row| *row as u64)
            .collect();
        let sums = Summed::<Totals<SECOND>, SECOND>::default();
        let mut replica = Replica::new(BlockDraw::of_data(&law), sums);
        for (row, left) in blocks_of(&rows, count) {
            let (taken, part) = (0, Default::default());
            let block = OpenBlock {
                row,
                left,
                taken,
                part,
            };
            replica.go_on(block, &(0..count), &law, &table).unwrap();
        }
        while let Some(block) = replica.open.pop() {
            replica.go_on(block, &(0..count), &law, &table).unwrap();
        }
        let moments =
            <Moments as BlockSummary<SECOND>>::of_block_sums(&frame, count, &replica.gathered.0);
        let off = moments.unwrap().correlation().unwrap() - resample["r"].as_f64().unwrap();
        assert!(off.abs() < 1e-13, "{off}");
        compared += 1;
    }
    assert_eq!(compared, 60);
}
