import LifetimeValue

extension Predict {
  /// `--new-customers`: kinds of customers before their first order.
  func predictNewCustomers() throws {
    let options = try forecast.prediction(threads: settings.threadCount)
    let target = try OutputTarget(output, inputs: [model] + (source.map { [$0] } ?? []), rejects: nil)
    try target.check()
    let file: ModelFile
    do {
      file = try ModelFile(contentsOfFile: model)
    } catch {
      throw Failure(error, file: model)
    }
    guard case .customers(let artifact) = file else {
      throw Failure(.usage, "--new-customers is for models of purchases in continuous time; \(model) is another model")
    }
    if columns != nil { throw Failure(.usage, "--columns is for predictions of customers, not for --new-customers") }
    let names = artifact.covariateNames
    if source != nil && names.isEmpty {
      throw Failure(.usage, "--new-customers: \(model) was fitted without covariates, so there is no table to read")
    }
    let kinds = try source.map {
      try CovariateFrame.kinds(
        reading: InputLocation(argument: $0), columns: names, categorical: artifact.categoricalCovariates,
        options: reading.logOptions(threads: settings.threadCount))
    }
    let table = try NewCustomers(of: artifact, kinds: kinds, options: options)
    let format = csv.format
    let written = try target.write { sink in try table.write(to: sink, format: format) }
    if target.isFile {
      try StandardOutput.write([
        "  \(NumberText.count(table.kinds.count)) kinds of new customers", "", "Table: \(output!)",
      ])
    }
    try written.place()
  }
}
