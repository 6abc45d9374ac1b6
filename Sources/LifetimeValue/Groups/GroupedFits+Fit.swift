import CustomerData
import CustomerModels
import Evaluation
import Parallelism

extension GroupedFits {
  /// Fits each group to its own customers.
  ///
  /// The model is that of the common fit, with its k where it has one, so that groups differ in parameters only.
  ///
  /// - Parameters:
  ///   - summary: all customers.
  ///   - attribute: their groups.
  ///   - rule: by which the groups were read.
  ///   - transactions: the common fit of purchases.
  ///   - spend: the common fit of spend.
  /// - Throws: `ArtifactFitError.tooManyGroups`. A group that cannot be fitted borrows the common fit.
  init(
    fitting summary: CustomerSummary, attribute: CustomerAttribute, rule: CustomerAttribute.Rule,
    transactions: FittedModel, spend: FittedModel?, threads: ThreadCount
  ) throws(ArtifactFitError) {
    guard attribute.levels.count <= Self.mostGroups else {
      throw .tooManyGroups(column: attribute.name, count: attribute.levels.count, most: Self.mostGroups)
    }
    let byLevel = Dictionary(grouping: 0..<summary.count) { attribute.levelOfRow[$0] }.sorted { $0.key < $1.key }
    let rows = byLevel.map(\.value)
    let customers = rows.map { summary.selecting($0) }
    func pooled(_ groups: [Int]) -> CustomerSummary { summary.selecting(groups.flatMap { rows[$0] }) }
    let unit = summary.unit

    let patterns = customers.map { PurchasePatterns($0, threads: threads) }
    let purchases = GroupParts(
      patterns, common: transactions,
      buyers: { ($0.buyersAgain, "bought again") }, pooled: { PurchasePatterns(pooled($0), threads: threads) },
      fit: { (patterns) throws(ArtifactFitError) in
        try FittedModel.fitTransactions(
          like: transactions, to: patterns, unit: unit, threads: threads)
      })
    let spends = spend.map { spend in
      GroupParts(
        customers.map { SpendPatterns($0, threads: threads) }, common: spend,
        buyers: { ($0.totalWeight, "have a repeat purchase with an amount") },
        pooled: { SpendPatterns(pooled($0), threads: threads) },
        fit: { (patterns) throws(ArtifactFitError) in
          try FittedModel.fitSpend(named: spend.model, to: patterns, threads: threads)
        })
    }
    column = attribute.name
    self.rule = rule
    groups = byLevel.indices.map { index in
      Group(
        level: byLevel[index].key < 0 ? "" : attribute.levels[Int(byLevel[index].key)],
        customers: customers[index].customerCount, transactions: purchases.fits[index],
        transactionsObstacle: purchases.obstacles[index], spend: spends?.fits[index],
        spendObstacle: spends?.obstacles[index])
    }
    transactionsTest = purchases.test
    logLikelihood = patterns.indices.reduce(purchases.test.logLikelihood) { sum, index in
      purchases.fits[index] == nil ? sum + patterns[index].logLikelihood(under: transactions) : sum
    }
    spendTest = spends?.test
  }
}

/// The groups' fits of one kind: of purchases, or of spend.
private struct GroupParts<Observations: Fingerprintable> {
  let fits: [FittedModel?]
  let obstacles: [String?]
  let test: GroupedFits.CommonFitTest

  /// - Parameters:
  ///   - groups: the observations of each group.
  ///   - common: the fit of them all.
  ///   - buyers: the customers who tell how customers differ, and what they did.
  ///   - pooled: the observations of several groups together.
  ///   - fit: fits the model to observations.
  init(
    _ groups: [Observations], common: FittedModel, buyers: (Observations) -> (count: Double, what: String),
    pooled: ([Int]) -> Observations, fit: (Observations) throws(ArtifactFitError) -> FittedModel
  ) {
    let needed = GroupedFits.leastBuyersPerParameter * common.parameterOrder.count
    var fits: [FittedModel?] = []
    var obstacles: [String?] = []
    for observations in groups {
      let (count, what) = buyers(observations)
      if count < Double(needed) {
        fits.append(nil)
        obstacles.append("only \(Int(count)) of its customers \(what), and a fit of its own takes \(needed)")
        continue
      }
      do throws(ArtifactFitError) {
        fits.append(try fit(observations).marked(observations.fingerprint))
        obstacles.append(nil)
      } catch {
        fits.append(nil)
        obstacles.append(error.reason)
      }
    }
    let own = groups.indices.filter { fits[$0] != nil }
    let sum = fits.reduce(0) { $0 + ($1?.logLikelihood ?? 0) }
    // Groups that borrow would add nothing to the test but their part in the common parameters.
    var one: FittedModel?
    if own.count > 1 { one = own.count == groups.count ? common : try? fit(pooled(own)) }
    self.fits = fits
    self.obstacles = obstacles
    test = GroupedFits.CommonFitTest(
      groups: own.count, logLikelihood: sum, commonLogLikelihood: one?.logLikelihood,
      test: one.map {
        LikelihoodRatioTest(
          restricted: $0.logLikelihood, full: sum, degreesOfFreedom: (own.count - 1) * common.parameterOrder.count)
      })
  }
}

extension PurchasePatterns {
  /// Customers with a repeat purchase.
  fileprivate var buyersAgain: Double {
    zip(frequencies, weights).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
  }

  /// The log-likelihood under a fit to other customers.
  fileprivate func logLikelihood(under fit: FittedModel) -> Double {
    guard let model = try? fit.transactionModel() else { preconditionFailure("\(fit.model) was fitted just now") }
    return (0..<count).reduce(0) { $0 + weights[$1] * model.logLikelihood(of: self[$1]) }
  }
}

extension ArtifactFitError {
  /// Why a group has no fit, as a clause.
  fileprivate var reason: String {
    if case .notFitted(_, .notFittable(let obstacle)) = self { return obstacle.reason }
    return "its own fit did not converge"
  }
}
