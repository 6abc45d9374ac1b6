import ArgumentParser

/// `--cohorts`: one fit of all cohorts of a retention table, or also one of each.
enum CohortFits: String, ExpressibleByArgument, CaseIterable {
  case pooled, separate
}
