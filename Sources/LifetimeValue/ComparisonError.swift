/// Why fits cannot be compared.
public enum ComparisonError: Error, Sendable, Equatable {
  /// The data of one fit.
  public struct Data: Sendable, Equatable {
    /// The fit's name.
    public let name: String
    /// The checksum of its data.
    public let fingerprint: String
    /// Customers.
    public let customers: Int

    init(_ name: String, _ fingerprint: String, _ customers: Int) {
      self.name = name
      self.fingerprint = fingerprint
      self.customers = customers
    }
  }

  /// Fewer than two fits.
  case tooFew
  /// A contract and a model of transactions, by name.
  case kinds(String, String)
  /// Fits in different time units, by name.
  case units(ModelComparison.Part, String, String)
  /// Fits to different data.
  case data(ModelComparison.Part, Data, Data)
  /// A file that does not tell what its fit was made from.
  case noFingerprint(String)
}
