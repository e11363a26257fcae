# Write intervals.json: jackknife and ABC quantities of r and ABC limits, by R and its package boot.

library(boot)
library(jsonlite)

levels <- c(0.8, 0.9, 0.95)

correlation <- function(data, w) {
  w <- w / sum(w)
  mx <- sum(w * data$x)
  my <- sum(w * data$y)
  sum(w * (data$x - mx) * (data$y - my)) /
    sqrt(sum(w * (data$x - mx)^2) * sum(w * (data$y - my)^2))
}

case <- function(x, y) {
  data <- data.frame(x = x, y = y)
  n <- length(x)
  deleted <- sapply(seq_len(n), function(i) cor(x[-i], y[-i]))
  d <- mean(deleted) - deleted
  z <- atanh(deleted)
  influence <- empinf(data = data, statistic = correlation, type = "inf", stype = "w", eps = 1e-7)
  list(
    r = cor(x, y),
    acceleration = sum(d^3) / (6 * sum(d^2)^1.5),
    jackknife_error_of_z = sqrt((n - 1) / n * sum((z - mean(z))^2)),
    influence_error_of_r = sqrt(sum(influence^2)) / n,
    abc_acceleration = sum(influence^3) / (6 * sum(influence^2)^1.5),
    abc = lapply(levels, function(level) abc.ci(data, correlation, conf = level)[2:3])
  )
}

core <- fromJSON("../../../kosmic-core/tests/golden/metrics.json")$cases
furnace <- read.csv("../../../../examples/data/gas_furnace.csv")
cases <- list(
  law_school = case(core$law_school$x, core$law_school$y),
  gas_furnace = case(furnace$gas_rate, furnace$co2_percent),
  normal_30 = case(core$normal_30$x, core$normal_30$y)
)
versions <- list(R = R.version.string, boot = as.character(packageVersion("boot")))
out <- list(versions = versions, levels = levels, cases = cases)
write(toJSON(out, digits = NA, pretty = TRUE, auto_unbox = TRUE), "intervals.json")
