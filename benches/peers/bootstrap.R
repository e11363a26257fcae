# Prints the seconds that 1000 replicates of K and their percentile limits take by the package boot, and the limits: the
# better of two runs. Called by bootstrap.py with a file of doubles (x, then y), the number of rows and that of replicates.

library(boot)

arguments <- commandArgs(trailingOnly = TRUE)
n <- as.integer(arguments[2])
replicates <- as.integer(arguments[3])
values <- readBin(arguments[1], "double", 2 * n)
rows <- cbind(values[1:n], values[(n + 1):(2 * n)])
coupling <- function(rows, i) 2 * abs(cor(rows[i, 1], rows[i, 2]))

set.seed(1)
interval <- function() {
    found <- boot(rows, coupling, R = replicates)
    boot.ci(found, conf = 0.95, type = "perc")$percent[4:5]
}
times <- sapply(1:2, function(run) system.time(limits <<- interval())[["elapsed"]])
cat(min(times), limits, "\n")
