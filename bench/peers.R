# CooRTweet on one CSV file: Rscript peers.R CSV WINDOW MIN_PARTICIPATION EDGES [FOLDER of its R sources, when the package is not installed]
# Prints one line of JSON; writes from,to,weight,mean gap.
args <- commandArgs(trailingOnly = TRUE)
suppressPackageStartupMessages({
  library(data.table)
  library(igraph)
})
if (length(args) > 4) {
  for (name in c("calc_group_combinations.R", "detect_groups.R", "generate_coordinated_network.R")) source(file.path(args[5], name))
} else {
  suppressPackageStartupMessages(library(CooRTweet))
}
seconds <- function(work) as.numeric(system.time(work)["elapsed"])
reading <- seconds(posts <- fread(args[1], colClasses = list(character = c("object_id", "account_id", "content_id"))))
grouping <- seconds(found <- detect_groups(posts, time_window = as.numeric(args[2]), min_participation = as.numeric(args[3])))
linking <- seconds(graph <- generate_coordinated_network(found))
edges <- as.data.table(igraph::as_data_frame(graph, what = "edges"))
fwrite(edges[, .(from = pmin(from, to), to = pmax(from, to), weight, mean = sprintf("%.6f", avg_time_delta))], args[4])
peak <- as.numeric(gsub("[^0-9]", "", grep("VmHWM", readLines("/proc/self/status"), value = TRUE))) / 1024
cat(sprintf('{"reading":%.3f,"linking":%.3f,"mb":%.0f,"threads":%d}\n', reading, grouping + linking, peak, getDTthreads()))
