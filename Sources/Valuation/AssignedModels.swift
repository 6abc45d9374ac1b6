package import CustomerData
package import CustomerModels
package import Parallelism

/// Fitted models and which of them holds for which row of a summary: one for all customers, or one for each kind of them,
/// as covariates and groups have it.
public struct AssignedModels<Model: Sendable>: Sendable {
  /// The models; at least one.
  public let models: [Model]
  /// The position in `models` of each row's; empty where the first holds for all.
  public let modelOfRow: [UInt32]

  /// One model for all rows.
  public init(_ model: Model) {
    models = [model]
    modelOfRow = []
  }

  /// - Parameters:
  ///   - models: at least one.
  ///   - modelOfRow: one entry for each row of the summary.
  public init(_ models: [Model], modelOfRow: [UInt32]) {
    precondition(!models.isEmpty, "no model to assign")
    self.models = models
    self.modelOfRow = modelOfRow
  }

  /// The model of a row.
  @inline(__always)
  public subscript(row: Int) -> Model { models[position(row)] }

  /// The position in `models` of a row's model.
  @inline(__always)
  package func position(_ row: Int) -> Int { modelOfRow.isEmpty ? 0 : Int(modelOfRow[row]) }
}

extension CustomerSummary {
  /// Rows whose customers, should they be alive, are the same to a model: those with the same model, equal x and T, and
  /// equal t_x where the model asks for it.
  /// - Parameter tags: of the rows, empty where all have the same; rows with different tags are not grouped, so rows with
  ///   different models need different ones.
  package func livingCustomers(
    of models: AssignedModels<any LatentAttritionModel>, tags: [UInt32], threads: ThreadCount
  ) -> RowGroups {
    let dependOnRecency = models.models.map { type(of: $0).livingCustomerDependsOnRecency }
    guard dependOnRecency.contains(true) else {
      return groupedByAge(tags: tags, dependsOnRecency: nil, threads: threads)
    }
    return groupedByAge(tags: tags, dependsOnRecency: { dependOnRecency[models.position($0)] }, threads: threads)
  }
}
