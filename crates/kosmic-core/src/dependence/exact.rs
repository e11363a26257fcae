//! Exact distributions of rank statistics under independence, where all orders are equally likely.

/// P(|T - E T| ≥ |t - E T|) for T = Σ aᵢ b_π(i) over all permutations π, t the value at the identity.
///
/// A sum over subsets: row `set` holds how often each partial sum arises when the first |set| values of a meet the
/// values of b in `set`. O(2^n n t) steps, some millions for n = 9.
pub(super) fn permutation_p_value(a: &[usize], b: &[usize]) -> f64 {
    let n = a.len();
    let dot = |a: &[usize], b: &[usize]| a.iter().zip(b).map(|(a, b)| a * b).sum::<usize>();
    let (mut up, mut down) = (a.to_vec(), b.to_vec());
    up.sort_unstable();
    down.sort_unstable();
    let width = dot(&up, &down) + 1;
    let mut counts = vec![0_u32; width << n];
    counts[0] = 1;
    for set in 0..(1_usize << n) - 1 {
        let value = a[set.count_ones() as usize];
        for (index, other) in b.iter().enumerate().filter(|(i, _)| set >> i & 1 == 0) {
            let (done, ahead) = counts.split_at_mut((set + 1) * width);
            let start = ((set | 1 << index) - set - 1) * width + value * other;
            let target = &mut ahead[start..];
            for (target, count) in target
                .iter_mut()
                .zip(&done[set * width..][..width - value * other])
            {
                *target += count;
            }
        }
    }
    let sums = &counts[width * ((1 << n) - 1)..];
    // n T - (Σ a)(Σ b): n times the deviation from the mean, in integers.
    let centre = a.iter().sum::<usize>() * b.iter().sum::<usize>();
    let far = |sum: usize| (n * sum).abs_diff(centre) >= (n * dot(a, b)).abs_diff(centre);
    let (mut beyond, mut all) = (0_u64, 0_u64);
    for (sum, &count) in sums.iter().enumerate() {
        all += u64::from(count);
        beyond += if far(sum) { u64::from(count) } else { 0 };
    }
    beyond as f64 / all as f64
}

/// P(D ≤ d) for the number D of discordant pairs among n values without ties: the share of permutations with at most d
/// inversions.
///
/// The number of inversions is a sum of independent uniform numbers on 0..=i, i < n. O(n d) steps.
pub(super) fn inversions_probability(n: usize, d: usize) -> f64 {
    let mut density = vec![0.0; d + 1];
    density[0] = 1.0;
    for choices in 2..=n {
        let last = density.clone();
        let mut sum = 0.0;
        for (at, density) in density.iter_mut().enumerate() {
            sum += last[at];
            if at >= choices {
                sum -= last[at - choices];
            }
            *density = sum / choices as f64;
        }
    }
    density.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_permutations_of_three_are_counted_by_hand() {
        // Σ i π(i) is 14, 13, 13, 11, 11, 10 with mean 12.
        let p = |b: [usize; 3]| permutation_p_value(&[1, 2, 3], &b);
        assert_eq!(p([1, 2, 3]), 2.0 / 6.0);
        assert_eq!(p([2, 1, 3]), 1.0);
    }

    #[test]
    fn tied_values_keep_their_weight() {
        // Of the six orders of (1, 1, 2) against (1, 2, 3), each distinct sum arises twice.
        assert_eq!(permutation_p_value(&[2, 4, 6], &[3, 3, 6]), 4.0 / 6.0);
        assert_eq!(permutation_p_value(&[2, 4, 6], &[3, 6, 3]), 1.0);
    }

    #[test]
    fn inversions_of_four_follow_their_triangle() {
        // 1, 3, 5, 6, 5, 3, 1 of 24.
        let expected = [1.0, 4.0, 9.0, 15.0, 20.0, 23.0, 24.0];
        for (d, expected) in expected.iter().enumerate() {
            assert!((inversions_probability(4, d) - expected / 24.0).abs() < 1e-15);
        }
    }
}
