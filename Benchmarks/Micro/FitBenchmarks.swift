import Benchmark
import CustomerData
import CustomerModels
import Estimation
import Parallelism

/// Full fits with standard errors, from a summary in memory.
func fitBenchmarks() {
  for (name, log) in [("sample", CDNOW.sample), ("master", CDNOW.master)] {
    addFitBenchmark(of: BGNBD.self, name, log)
    addFitBenchmark(of: MBGNBD.self, name, log)
    addFitBenchmark(of: ParetoNBD.self, name, log)
    addFitBenchmark(of: NBD.self, name, log)
    Benchmark("Gamma-Gamma fit, CDNOW \(name)") { _, summary in
      blackHole(try MaximumLikelihood.fit(GammaGamma.self, to: SpendPatterns(summary), options: oneThread))
    } setup: {
      try summary(of: log)
    }
  }
}

private func addFitBenchmark<Model: TransactionModel>(of type: Model.Type, _ name: String, _ log: String) {
  Benchmark("\(Model.title) fit, CDNOW \(name)") { _, summary in
    blackHole(try MaximumLikelihood.fit(type, to: PurchasePatterns(summary), options: oneThread))
  } setup: {
    try summary(of: log)
  }
}

private let oneThread = MaximumLikelihood.Options(threads: ThreadCount(1))
