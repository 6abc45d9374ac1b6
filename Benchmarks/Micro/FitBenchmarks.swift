import Benchmark
import CustomerData
import CustomerModels
import Estimation
import Parallelism

/// Full fits with standard errors, from a summary in memory.
func fitBenchmarks() {
  for (name, log) in [("sample", CDNOW.sample), ("master", CDNOW.master)] {
    Benchmark("BG/NBD fit, CDNOW \(name)") { _, summary in
      blackHole(try MaximumLikelihood.fit(BGNBD.self, to: PurchasePatterns(summary), options: oneThread))
    } setup: {
      try summary(of: log)
    }
    Benchmark("Gamma-Gamma fit, CDNOW \(name)") { _, summary in
      blackHole(try MaximumLikelihood.fit(GammaGamma.self, to: SpendPatterns(summary), options: oneThread))
    } setup: {
      try summary(of: log)
    }
  }
}

private let oneThread = MaximumLikelihood.Options(threads: ThreadCount(1))
