import CustomerData

/// What the churn rates of a table of subscribers say about a beta mixture, before any fit.
struct ChurnMoments {
  /// Those who stayed at a renewal for each who left, over all renewals.
  let odds: Double
  /// gamma and delta of an sBG model with the churn rates of the first two renewals.
  let shapes: [Double]

  init(_ subscribers: SubscriberPatterns) {
    // Decisions and losses at renewals 1, 2 and 3 or later.
    var due = [0.0, 0, 0]
    var left = [0.0, 0, 0]
    for (index, tenure) in subscribers.tenures.enumerated() where tenure > 0 {
      let weight = subscribers.weights[index]
      due[0] += weight
      if tenure > 1 { due[1] += weight }
      if tenure > 2 { due[2] += weight * Double(tenure - 2) }
      if subscribers.churned[index] { left[min(tenure, 3) - 1] += weight }
    }
    // A tenth of a subscriber who stays and one who leaves keep the odds positive and finite.
    odds = (due.reduce(0, +) - left.reduce(0, +) + 0.1) / (left.reduce(0, +) + 0.1)
    let first = due[0] / left[0]
    let second = due[1] / left[1]
    // 1 / churn is (gamma + delta) / gamma at the first renewal and 1 / gamma more at the second.
    let gamma = 1 / (second - first)
    shapes = gamma > 0.01 && gamma < 100 && first > 1 ? [gamma, gamma * (first - 1)] : [2, 2 * odds]
  }
}
