import LifetimeValue

/// The coefficients of covariates in the table of a fit.
struct CovariateSection {
  private let covariates: FittedCovariates

  init(_ covariates: FittedCovariates) { self.covariates = covariates }

  var lines: [String] {
    var result: [String] = []
    for process in CovariateProcess.allCases {
      let coefficients = covariates.coefficients(process)
      guard !coefficients.isEmpty else { continue }
      var table = TextTable(
        header: [
          "\(process.rawValue) covariate", "coefficient", "std. error", "z", "p", "95 % interval", "multiplier",
        ],
        alignments: [.left, .right, .right, .right, .right, .right, .right])
      for coefficient in coefficients {
        var name = coefficient.level.map { "\(coefficient.covariate)=\($0)" } ?? coefficient.covariate
        if let parameter = coefficient.parameter { name += " (\(parameter))" }
        if let others = coefficient.sharedWith {
          name += " (as \(others.map(\.rawValue).joined(separator: ", ")))"
        }
        table.add([
          name, NumberText.significant(coefficient.coefficient, 6),
          NumberText.significant(coefficient.standardError, 4),
          NumberText.fixed(coefficient.z, 2), NumberText.significant(coefficient.p, 3),
          coefficient.interval.map { "\(NumberText.significant($0[0], 4)) to \(NumberText.significant($0[1], 4))" }
            ?? "-", NumberText.significant(coefficient.multiplier, 4),
        ])
      }
      result += [""] + table.lines
    }
    return result + [""] + notes
  }

  /// The customer whose parameters are the model's: `channel=web, age=41.2`.
  var centre: String {
    var centres: [String] = []
    for column in covariates.columns {
      if let reference = column.reference {
        centres.append("\(column.covariate)=\(reference)")
      } else if let centre = column.centre {
        centres.append("\(column.covariate)=\(NumberText.significant(centre, 6))")
      }
    }
    return centres.joined(separator: ", ")
  }

  private var notes: [String] {
    var result = ["  The parameters are those of customers with \(centre)."]
    if !covariates.penalty.isEmpty {
      let penalties = covariates.penalty.keys.sorted().map {
        "\($0) \(NumberText.significant(covariates.penalty[$0], 4))"
      }
      let chosen = covariates.penaltySelection.map { ", chosen by cross-validation in \($0.folds) parts" } ?? ""
      result.append(
        "  Penalty: \(penalties.joined(separator: ", "))\(chosen); the fit amounts to "
          + "\(NumberText.fixed(covariates.degreesOfFreedom, 2)) of \(covariates.parameterCount) parameters, as AIC counts it."
      )
    } else if let selection = covariates.penaltySelection {
      result.append("  Penalty: none, chosen by cross-validation in \(selection.folds) parts.")
    }
    return result
  }
}
