use super::*;

const KINDS: [BlockKind; 3] = [
    BlockKind::Moving,
    BlockKind::Circular,
    BlockKind::Stationary,
];

fn law(kind: BlockKind, rows: u64, length: usize) -> BlockLaw {
    BlockLaw::new(rows, BlockDesign { kind, length })
}

#[test]
fn chunks_cover_all_rows_once_whatever_the_length() {
    for (rows, length) in [
        (5, 5),
        (16_384, 1),
        (40_000, 20_000),
        (100_001, 37),
        (90_000, 90_000),
    ] {
        for kind in KINDS {
            let law = law(kind, rows, length);
            let mut next = 0;
            for chunk in 0..law.chunks() {
                let rows = law.chunk(chunk);
                assert!(rows.start == next && rows.end > next);
                next = rows.end;
            }
            assert_eq!(next, rows);
        }
    }
}

#[test]
fn every_replicate_has_as_many_rows_as_the_data() {
    for (rows, length) in [(1, 1), (10, 3), (10, 10), (40_000, 64), (40_000, 30_000)] {
        for kind in KINDS {
            let law = law(kind, rows, length);
            for replicate in 0..20 {
                let mut drawn = 0;
                law.each_block(3, replicate, |pieces| {
                    drawn += pieces.iter().map(|rows| rows.len() as u64).sum::<u64>();
                });
                assert_eq!(drawn, rows);
            }
        }
    }
}

#[test]
fn the_blocks_of_the_data_follow_each_other() {
    let law = law(BlockKind::Moving, 40_000, 15_000);
    let (mut draw, mut blocks) = (BlockDraw::of_data(&law), Vec::new());
    for chunk in 0..law.chunks() {
        draw.on_chunk(&law, chunk, |start, length| blocks.push((start, length)));
    }
    assert_eq!(blocks, [(0, 15_000), (15_000, 15_000), (30_000, 10_000)]);
}

/// Starts of blocks of 8 on 20 000 rows, cut into two chunks: uniform over 40 bins, at 4.5 standard errors of χ².
#[test]
fn starts_are_uniform_over_chunks() {
    for kind in KINDS {
        let law = law(kind, 20_000, 8);
        let (mut bins, mut total) = ([0.0; 40], 0.0);
        for replicate in 0..40 {
            let mut draw = BlockDraw::new(&law, 9, replicate);
            for chunk in 0..law.chunks() {
                draw.on_chunk(&law, chunk, |start, _| {
                    bins[(start * 40 / law.starts.rows()) as usize] += 1.0;
                    total += 1.0;
                });
            }
        }
        let expected: f64 = total / 40.0;
        let squares: f64 = bins
            .iter()
            .map(|bin| (bin - expected).powi(2) / expected)
            .sum();
        assert!(
            (squares - 39.0).abs() < 4.5 * 78.0_f64.sqrt(),
            "{kind:?}: {squares}"
        );
    }
}

/// Geometric lengths: P(L > k) = (1 - 1/l)^k at five standard errors, from 40 000 lengths.
#[test]
fn stationary_blocks_have_geometric_lengths() {
    let law = law(BlockKind::Stationary, u64::MAX >> 1, 7);
    let mut stream = Stream::new(5, Purpose::Simulate, 0);
    let lengths: Vec<u64> = (0..40_000)
        .map(|_| geometric(&mut stream, law.reach()))
        .collect();
    for beyond in [0, 1, 3, 7, 20] {
        let share = lengths.iter().filter(|length| **length > beyond).count() as f64 / 4e4;
        let expected = (6.0_f64 / 7.0).powi(beyond as i32);
        let error = (expected * (1.0 - expected) / 4e4).sqrt();
        assert!(
            (share - expected).abs() <= 5.0 * error,
            "{beyond}: {share}, {expected}"
        );
    }
}
