public import Evaluation

/// Fits to the same data, side by side: information criteria of all, and a likelihood-ratio test wherever one model is a
/// special case of another.
public struct ModelComparison: Sendable, Equatable, Codable {
  /// One fit among the others.
  public struct Entry: Sendable, Equatable, Codable {
    /// What the fit is called, usually its file.
    public let name: String
    /// The model's name.
    public let model: String
    /// Parameters and coefficients estimated, those of all groups.
    public let parameters: Int
    /// What the criteria charge for them: fewer under a penalty.
    public let degreesOfFreedom: Double
    /// Log-likelihood.
    public let logLikelihood: Double
    /// AIC and BIC.
    public let criteria: InformationCriteria
    /// AIC above the lowest.
    public let aicDifference: Double
    /// Akaike weight: the chance to be the best of these, by AIC.
    public let aicWeight: Double
    /// BIC above the lowest.
    public let bicDifference: Double
    /// The same weight by BIC: the posterior probability at equal odds before.
    public let bicWeight: Double
  }

  /// A likelihood-ratio test of two of the fits.
  public struct Test: Sendable, Equatable, Codable {
    /// The simpler fit's name.
    public let restricted: String
    /// The larger fit's name.
    public let full: String
    /// The test.
    public let test: LikelihoodRatioTest
    /// Whether the larger model's likelihood is the lower one, which its summit cannot be: that fit should be made again.
    public let isLowerWithMoreParameters: Bool
  }

  /// What the fits are about.
  public let part: Part
  /// Customers behind each.
  public let customers: Int
  /// The fits, in the order given.
  public let fits: [Entry]
  /// A test for each pair of which one is a special case of the other; empty when there is none.
  public let tests: [Test]

  /// The parts of model files.
  public enum Part: String, Sendable, Codable {
    case transactions, spend, contract
  }

  /// - Parameter fits: at least two.
  /// - Throws: `ComparisonError` when they are not of the same data.
  public init(_ part: Part, _ fits: [ComparedFit]) throws(ComparisonError) {
    guard fits.count > 1 else { throw .tooFew }
    let first = fits[0]
    for other in fits.dropFirst() {
      guard first.fit.unit == other.fit.unit else { throw .units(part, first.name, other.name) }
      guard let one = first.fit.fingerprint, let two = other.fit.fingerprint else {
        throw .noFingerprint(first.fit.fingerprint == nil ? first.name : other.name)
      }
      guard one == two, first.fit.customers == other.fit.customers else {
        throw .data(part, .init(first.name, one, first.fit.customers), .init(other.name, two, other.fit.customers))
      }
    }
    let criteria = fits.map(\.criteria)
    let (aics, bics) = (criteria.map(\.aic), criteria.map(\.bic))
    let (aicWeights, bicWeights) = (InformationCriteria.weights(aics), InformationCriteria.weights(bics))
    self.part = part
    customers = first.fit.customers
    self.fits = fits.enumerated().map { index, named in
      Entry(
        name: named.name, model: named.fit.model, parameters: named.parameters,
        degreesOfFreedom: named.degreesOfFreedom, logLikelihood: named.logLikelihood, criteria: criteria[index],
        aicDifference: aics[index] - aics.min()!,
        aicWeight: aicWeights[index], bicDifference: bics[index] - bics.min()!, bicWeight: bicWeights[index])
    }
    var tests: [Test] = []
    for restricted in fits {
      for full in fits {
        guard let nesting = Nesting(of: restricted, in: full) else { continue }
        let gain = full.logLikelihood - restricted.logLikelihood
        tests.append(
          Test(
            restricted: restricted.name, full: full.name,
            test: LikelihoodRatioTest(
              restricted: restricted.logLikelihood, full: full.logLikelihood,
              degreesOfFreedom: nesting.degreesOfFreedom, isOnBoundary: nesting.isOnBoundary),
            isLowerWithMoreParameters: gain < -Test.tolerance * max(1, abs(full.logLikelihood))))
      }
    }
    self.tests = tests
  }
}

extension ModelComparison.Test {
  /// By how much, relative to itself, a likelihood may be lower for rounding and for the distance of an answer from a limit.
  fileprivate static let tolerance = 1e-8
}

extension ModelComparison {
  /// The comparisons that can be made of some model files: of the transactions, and of the spend where at least two files
  /// hold one and they differ; or of contracts.
  /// - Throws: `ComparisonError`.
  public static func all(_ files: [(name: String, file: ModelFile)]) throws(ComparisonError) -> [ModelComparison] {
    var contracts: [ComparedFit] = []
    var transactions: [ComparedFit] = []
    var spends: [ComparedFit] = []
    for (name, file) in files {
      switch file {
      case .customers(let artifact):
        transactions.append(artifact.comparedTransactions(name))
        if let spend = artifact.spend { spends.append(ComparedFit(name, spend)) }
      case .opportunities(let artifact): transactions.append(ComparedFit(name, artifact.transactions))
      case .subscriptions(let artifact): contracts.append(ComparedFit(name, artifact.contract))
      }
    }
    if let contract = contracts.first, let transaction = transactions.first {
      throw .kinds(contract.name, transaction.name)
    }
    if !contracts.isEmpty { return [try ModelComparison(.contract, contracts)] }
    var result = [try ModelComparison(.transactions, transactions)]
    // One spending model is fitted alike whatever the transaction model: nothing to compare.
    if spends.contains(where: { $0.fit != spends[0].fit }) { result.append(try ModelComparison(.spend, spends)) }
    return result
  }
}
