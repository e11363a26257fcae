# Writes inference_r.json: what R's packages say of inference_cases.json. See README.md.

library(jsonlite)
suppressMessages({library(cocor); library(psych); library(ppcor)})

cases <- fromJSON("inference_cases.json", simplifyVector = FALSE)

partial <- function(case) {
  x <- unlist(case$x)
  y <- unlist(case$y)
  z <- sapply(case$controls, unlist)
  slope <- function(of, on) summary(lm(of ~ on + z, tol = 1e-14))$coefficients["on", "Pr(>|t|)"]
  # ppcor inverts the covariances and gives up on powers of the year.
  or_null <- function(value) tryCatch(value, error = function(e) NULL)
  list(
    ppcor_partial = or_null(pcor.test(x, y, z)$estimate),
    ppcor_y_cleared = or_null(spcor.test(x, y, z)$estimate),
    ppcor_x_cleared = or_null(spcor.test(y, x, z)$estimate),
    lm_p = slope(y, x),
    lm_p_exchanged = slope(x, y)
  )
}

independent <- function(case) {
  test <- function(level) cocor.indep.groups(case[[1]], case[[3]], case[[2]], case[[4]], conf.level = level)
  result <- test(0.95)
  list(z = result@fisher1925$statistic, z_p = result@fisher1925$p.value,
       zou_95 = result@zou2007$conf.int, zou_99 = test(0.99)@zou2007$conf.int,
       psych_z = abs(r.test(n = case[[2]], r12 = case[[1]], r34 = case[[3]], n2 = case[[4]])$z))
}

overlapping <- function(case) {
  test <- function(level) cocor.dep.groups.overlap(case[[1]], case[[2]], case[[3]], case[[4]], conf.level = level)
  result <- test(0.95)
  list(t = result@williams1959$statistic, t_p = result@williams1959$p.value,
       z = result@steiger1980$statistic, z_p = result@steiger1980$p.value,
       zou_95 = result@zou2007$conf.int, zou_99 = test(0.99)@zou2007$conf.int,
       psych_t = r.test(n = case[[4]], r12 = case[[1]], r13 = case[[2]], r23 = case[[3]])$t)
}

non_overlapping <- function(case) {
  test <- function(level) cocor.dep.groups.nonoverlap(r.jk = case[[1]], r.hm = case[[2]], r.jh = case[[3]], r.jm = case[[4]],
                                                      r.kh = case[[5]], r.km = case[[6]], n = case[[7]], conf.level = level)
  result <- test(0.95)
  list(z = result@steiger1980$statistic, z_p = result@steiger1980$p.value,
       zou_95 = result@zou2007$conf.int, zou_99 = test(0.99)@zou2007$conf.int)
}

version <- function(package) as.character(packageVersion(package))
golden <- list(
  versions = c(list(R = paste(R.version$major, R.version$minor, sep = ".")),
               sapply(c("cocor", "psych", "ppcor"), version, simplify = FALSE)),
  partial = lapply(cases$partial, partial),
  independent = lapply(cases$independent, independent),
  overlapping = lapply(cases$overlapping, overlapping),
  non_overlapping = lapply(cases$non_overlapping, non_overlapping)
)
json <- toJSON(golden, auto_unbox = TRUE, digits = NA)
writeLines(gsub('(\\},|\\[)(\\{|")', '\\1\n\\2', json), "inference_r.json")
