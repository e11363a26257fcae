# Writes whitening.json: autoregressions by Burg's method of base R. See README.md.

furnace <- read.csv("../../../../examples/data/gas_furnace.csv")
series <- list(lh = as.numeric(lh), gas_rate = furnace$gas_rate, co2_percent = furnace$co2_percent)

model <- function(x) {
  best <- ar(x, method = "burg")
  second <- ar(x, method = "burg", aic = FALSE, order.max = 2)
  list(n = length(x), order = best$order, coefficients = as.numeric(best$ar), second = as.numeric(second$ar),
       residuals = as.numeric(best$resid[best$order + 1:3]))
}

number <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
fields <- function(m) paste0("{\"n\": ", m$n, ", \"order\": ", m$order, ", \"coefficients\": ", number(m$coefficients),
  ", \"second\": ", number(m$second), ", \"residuals\": ", number(m$residuals), "}")
cases <- vapply(names(series), function(name) paste0("    \"", name, "\": ", fields(model(series[[name]]))), "")
text <- c("{", paste0("  \"version\": \"", R.version.string, "\","), paste0("  \"lh\": ", number(lh), ","), "  \"cases\": {",
          paste(cases, collapse = ",\n"), "  }", "}")
writeLines(text, "whitening.json")
