# Write designs.json: jackknife, influence and ABC quantities of r by strata and by clusters, and bootstrap-t limits, by R
# and its package boot.

library(boot)
library(jsonlite)

levels <- c(0.8, 0.9)
runs <- 20
replicates <- 10000

weighted_r <- function(x, y, w) {
  w <- w / sum(w)
  dx <- x - sum(w * x)
  dy <- y - sum(w * y)
  sum(w * dx * dy) / sqrt(sum(w * dx^2) * sum(w * dy^2))
}

# The influence of each row on r: derivative towards it from all.
influence <- function(x, y) {
  n <- length(x)
  u <- (x - mean(x)) / sqrt(mean((x - mean(x))^2))
  v <- (y - mean(y)) / sqrt(mean((y - mean(y))^2))
  u * v - mean(u * v) * (u^2 + v^2) / 2
}

# Values after each deletion, and the stratum of each; the others of a stratum take the weight of the row left out.
strata_deletions <- function(x, y, labels) {
  sapply(seq_along(x), function(i) {
    w <- rep(1, length(x))
    own <- labels == labels[i]
    w[own] <- sum(own) / (sum(own) - 1)
    w[i] <- 0
    weighted_r(x, y, w)
  })
}

strata_jackknife <- function(x, y, labels) {
  r <- strata_deletions(x, y, labels)
  n <- ave(r, labels, FUN = length)
  d <- (n - 1) / n * (ave(r, labels) - r)
  z <- atanh(r)
  list(
    acceleration = sum(d^3) / (6 * sum(d^2)^1.5),
    error_of_z = sqrt(sum((n - 1) / n * (z - ave(z, labels))^2))
  )
}

cluster_jackknife <- function(x, y, labels) {
  names <- unique(labels)
  r <- sapply(names, function(g) cor(x[labels != g], y[labels != g]))
  d <- mean(r) - r
  z <- atanh(r)
  g <- length(names)
  list(
    acceleration = sum(d^3) / (6 * sum(d^2)^1.5),
    error_of_z = sqrt((g - 1) / g * sum((z - mean(z))^2))
  )
}

strata_error <- function(x, y, labels) {
  psi <- influence(x, y)
  n <- ave(psi, labels, FUN = length)
  sqrt(sum(n / (n - 1) * (psi - ave(psi, labels))^2)) / (length(x) * (1 - cor(x, y)^2))
}

cluster_error <- function(x, y, drawn) {
  sqrt(sum(tapply(influence(x, y), drawn, sum)^2)) / (length(x) * (1 - cor(x, y)^2))
}

# Limits of r by t* = (z* - z)/s* from a function that gives (z*, s*) of a resample, and an error outside.
student <- function(resample, r, error) {
  limits <- replicate(runs, {
    found <- replicate(replicates, resample())
    t <- (found[1, ] - atanh(r)) / found[2, ]
    unlist(lapply(levels, function(level) {
      tail <- (1 - level) / 2
      equal <- rev(quantile(t, c(tail, 1 - tail), type = 7, names = FALSE))
      size <- quantile(abs(t), level, type = 7, names = FALSE)
      tanh(atanh(r) - error * c(equal, size, -size))
    }))
  })
  list(mean = rowMeans(limits), sd_of_a_run = apply(limits, 1, sd))
}

strata_case <- function(x, y, labels) {
  jackknife <- strata_jackknife(x, y, labels)
  rows <- split(seq_along(x), labels)
  resample <- function() {
    i <- unlist(lapply(rows, function(own) own[sample.int(length(own), replace = TRUE)]))
    c(atanh(cor(x[i], y[i])), strata_error(x[i], y[i], labels[i]))
  }
  statistic <- function(data, w) {
    share <- ave(w, labels, FUN = length) / length(w)
    weighted_r(data$x, data$y, w * share)
  }
  data <- data.frame(x = x, y = y)
  list(
    labels = labels, jackknife = jackknife, influence_error = strata_error(x, y, labels),
    abc = lapply(levels, function(level) abc.ci(data, statistic, strata = labels, conf = level)[2:3]),
    student = student(resample, cor(x, y), jackknife$error_of_z)
  )
}

cluster_case <- function(x, y, labels) {
  jackknife <- cluster_jackknife(x, y, labels)
  rows <- split(seq_along(x), labels)
  resample <- function() {
    drawn <- rows[sample.int(length(rows), replace = TRUE)]
    i <- unlist(drawn)
    c(atanh(cor(x[i], y[i])), cluster_error(x[i], y[i], rep(seq_along(drawn), lengths(drawn))))
  }
  statistic <- function(clusters, w) weighted_r(x, y, w[match(labels, clusters)])
  list(
    labels = labels, jackknife = jackknife, influence_error = cluster_error(x, y, labels),
    abc = lapply(levels, function(level) abc.ci(unique(labels), statistic, conf = level)[2:3]),
    student = student(resample, cor(x, y), jackknife$error_of_z)
  )
}

set.seed(1)
core <- fromJSON("../../../kosmic-core/tests/golden/metrics.json")$cases
furnace <- read.csv("../../../../examples/data/gas_furnace.csv")
x <- core$normal_30$x
y <- core$normal_30$y
i <- 0:29
j <- seq_len(nrow(furnace)) - 1
cases <- list(
  normal_30_strata = strata_case(x, y, ifelse(i < 4, 0, ifelse(i < 14, 1, 2))),
  normal_30_clusters = cluster_case(x, y, i %/% 2),
  normal_30_unequal_clusters = cluster_case(x, y, floor(sqrt(3 * i))),
  gas_furnace_strata = strata_case(furnace$gas_rate, furnace$co2_percent, j %% 5 %/% 2),
  gas_furnace_clusters = cluster_case(furnace$gas_rate, furnace$co2_percent, j %/% 8)
)
versions <- list(R = R.version.string, boot = as.character(packageVersion("boot")))
out <- list(versions = versions, levels = levels, runs = runs, cases = cases)
write(toJSON(out, digits = NA, pretty = TRUE, auto_unbox = TRUE), "designs.json")
