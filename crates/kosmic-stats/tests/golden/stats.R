# Values of R and its packages that kosmic-stats is checked on. From the root of the repository:
#   Rscript crates/kosmic-stats/tests/golden/stats.R > crates/kosmic-stats/tests/golden/stats_r.json
suppressPackageStartupMessages({
  library(pwr); library(effectsize); library(qvalue); library(metap); library(jsonlite)
})
set.seed(7)
version <- function(name) as.character(packageVersion(name))

p_lists <- list(
  few = c(0.01, 0.04, 0.03),
  benjamini_hochberg_1995 = c(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
                              0.5719, 0.6528, 0.7590, 1.0000),
  mixed = round(c(runif(40), 0.99, rbeta(20, 0.3, 6)), 6),
  ties = c(0.02, 0.02, 0.5, 0.02, 1, 0.001, 0.5, 0),
  uniform = round(c(runif(90), 0.97), 5),
  hommel_hard = c(0.012, 0.013, 0.014, 0.19, 0.35, 0.5, 0.63, 0.67, 0.75, 0.81),
  one = 0.3
)
methods <- c("bonferroni", "holm", "hochberg", "hommel", "BH", "BY")
adjusted <- lapply(p_lists, function(p) {
  list(p = p, adjusted = setNames(lapply(methods, function(m) p.adjust(p, m)), methods))
})
storey <- lapply(p_lists[c("mixed", "uniform")], function(p) {
  half <- qvalue(p, lambda = 0.5)
  boot <- qvalue(p, pi0.method = "bootstrap")
  list(half = list(share = half$pi0, q = half$qvalues), least_error = list(share = boot$pi0, q = boot$qvalues))
})
combine <- list(
  p = c(0.01, 0.2, 0.3, 0.7, 0.0004),
  weights = c(10, 20, 5, 8, 12),
  fisher = with(sumlog(c(0.01, 0.2, 0.3, 0.7, 0.0004)), list(statistic = chisq, p = p)),
  stouffer = with(sumz(c(0.01, 0.2, 0.3, 0.7, 0.0004)), list(statistic = z, p = p)),
  weighted = with(sumz(c(0.01, 0.2, 0.3, 0.7, 0.0004), weights = c(10, 20, 5, 8, 12)), list(statistic = z, p = p))
)
combine <- rapply(combine, as.numeric, how = "replace")

r_power <- function(r, n, sig, alternative) {
  list(r = r, n = n, alpha = sig, alternative = alternative,
       power = pwr.r.test(n = n, r = r, sig.level = sig, alternative = alternative)$power)
}
correlation_power <- list(
  r_power(0.3, 84, 0.05, "two.sided"), r_power(0.3, 20, 0.01, "two.sided"), r_power(0.1, 500, 0.05, "greater"),
  r_power(-0.5, 12, 0.05, "less"), r_power(0.5, 30, 0.05, "less"), r_power(0.9, 6, 0.001, "two.sided"), r_power(0, 40, 0.05, "two.sided")
)
correlation_n <- lapply(list(c(0.3, 0.8), c(0.1, 0.9), c(0.5, 0.95), c(0.9, 0.8)), function(case) {
  list(r = case[1], power = case[2], n = pwr.r.test(r = case[1], power = case[2])$n)
})
t_power <- function(d, n, sig, type, alternative) {
  list(d = d, n = n, alpha = sig, type = type, alternative = alternative,
       power = pwr.t.test(n = n, d = d, sig.level = sig, type = type, alternative = alternative)$power)
}
t_powers <- list(
  t_power(0.5, 64, 0.05, "two.sample", "two.sided"), t_power(0.2, 20, 0.05, "one.sample", "two.sided"),
  t_power(0.8, 10, 0.01, "paired", "greater"), t_power(-0.4, 33, 0.05, "two.sample", "less"), t_power(1.5, 4, 0.05, "two.sample", "two.sided")
)
t_n <- lapply(list(c(0.5, 0.8), c(0.2, 0.9), c(1.2, 0.99)), function(case) {
  list(d = case[1], power = case[2], two = pwr.t.test(d = case[1], power = case[2])$n,
       one = pwr.t.test(d = case[1], power = case[2], type = "one.sample")$n)
})
unequal <- list(d = 0.6, first = 28, second = 35, power = pwr.t2n.test(n1 = 28, n2 = 35, d = 0.6)$power)

groups <- list(
  first = c(5.1, 4.9, 6.2, 7.3, 5.8, 6.6, 4.4, 7.9),
  second = c(4.2, 3.9, 5.1, 4.8, 5.5, 3.1, 4.0, 4.7, 5.0, 4.9)
)
before <- c(5.1, 4.9, 6.2, 7.3, 5.8, 6.6, 4.4, 7.9)
after <- c(4.6, 4.8, 5.0, 7.1, 5.9, 5.2, 4.4, 6.9)
effect <- function(e) list(estimate = e[[1]], lower = e$CI_low, upper = e$CI_high)
effects <- list(
  groups = groups, before = before, after = after,
  cohen_d = effect(cohens_d(groups$first, groups$second)),
  hedges_g = effect(hedges_g(groups$first, groups$second)),
  glass_delta = effect(glass_delta(groups$first, groups$second)),
  cliff_delta = as.numeric(rank_biserial(groups$first, groups$second)$r_rank_biserial),
  d_z = effect(cohens_d(before, after, paired = TRUE))
)
cat(toJSON(list(
  versions = list(R = R.version.string, pwr = version("pwr"), effectsize = version("effectsize"), qvalue = version("qvalue"),
                  metap = version("metap")),
  adjusted = adjusted, storey = storey, combine = combine, correlation_power = correlation_power, correlation_n = correlation_n,
  t_power = t_powers, t_n = t_n, unequal = unequal, effects = effects
), digits = NA, auto_unbox = TRUE, pretty = 1), "\n")
