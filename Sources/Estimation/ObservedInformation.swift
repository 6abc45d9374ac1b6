import DenseLinearAlgebra

/// The covariances of log-parameters that follow from the information at an answer.
struct ObservedInformation {
  /// Covariance from the inverse information; nil for what the data do not determine.
  let covariance: Covariance
  /// The sandwich.
  let robustCovariance: Covariance

  /// - Parameters:
  ///   - diagnosis: with the eigenvalues and eigenvectors of the mean information.
  ///   - meanSquaredGradient: mean of g g' over customers.
  ///   - customers: their number.
  init(_ diagnosis: SummitDiagnosis, meanSquaredGradient: Matrix, customers: Double) {
    let order = diagnosis.curvatures.count
    // Within the space that the data determine the inverse is the sum of v v' / curvature over its eigenvectors; the
    // rest of the space holds the undetermined parameters alone, whose rows are left out.
    var inverse = Matrix(rows: order, columns: order)
    var isPositive = true
    for index in 0..<order where !diagnosis.open.contains(index) {
      guard diagnosis.curvatures[index] > 0 else {
        isPositive = false
        continue
      }
      let vector = diagnosis.directions.column(index)
      for row in 0..<order {
        for column in 0..<order {
          inverse[row, column] += vector[row] * vector[column] / diagnosis.curvatures[index]
        }
      }
    }
    let weak = diagnosis.open.sorted().map { diagnosis.directions.column($0) }
    let absent = isPositive ? Set(SummitDiagnosis.undetermined(weak, count: order)) : Set(0..<order)
    var sandwich = inverse * (meanSquaredGradient * inverse)
    for index in inverse.elements.indices {
      inverse.elements[index] /= customers
      sandwich.elements[index] /= customers
    }
    for row in 0..<order {
      for column in 0..<row {
        let mean = (sandwich[row, column] + sandwich[column, row]) / 2
        sandwich[row, column] = mean
        sandwich[column, row] = mean
      }
    }
    covariance = Covariance(inverse, absent: absent)
    robustCovariance = Covariance(sandwich, absent: absent)
  }

  /// Sentences on parameters that are only just determined.
  func remarks(names: [String]) -> [String] {
    let weak = zip(names, covariance.standardErrors).compactMap { name, error in
      error.flatMap { $0 > 1 ? name : nil }
    }
    guard !weak.isEmpty else { return [] }
    return ["The data tell little about \(weak.spoken): the standard error exceeds the value itself."]
  }
}
