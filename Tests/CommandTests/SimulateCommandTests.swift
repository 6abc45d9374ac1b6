import Foundation
import TestSupport
import Testing

@Suite("clv simulate", .tags(.endToEnd))
struct SimulateCommandTests {
  private let parameters = "r=0.243,alpha=4.414,a=0.793,b=2.426,p=6.25,q=3.74,gamma=15.44"
  private let window = ["--unit", "week", "--start", "2024-01-01", "--end", "2025-06-30"]

  @Test("the same bytes on any number of threads; another seed is another log")
  func seeded() throws {
    let tool = try Tool()
    func log(_ options: [String]) throws -> String {
      let run = try tool.run(["simulate", "--parameters", parameters, "--customers", "300"] + window + options)
      #expect(run.exit == 0)
      return run.output
    }
    let one = try log(["--seed", "7", "--threads", "1"])
    #expect(try log(["--seed", "7", "--threads", "5"]) == one)
    #expect(try log(["--seed", "8"]) != one)
    #expect(one.hasPrefix("customer_id,date,amount\n1,"))
  }

  @Test("a fit finds the parameters of the simulation within 4 standard errors", .tags(.recovery))
  func recovery() throws {
    let tool = try Tool()
    let run = try tool.run(
      ["simulate", "--parameters", parameters, "--customers", "4000", "--seed", "3", "--output", "log.csv"] + window)
    #expect(run.exit == 0)
    let fit = try tool.run(
      "fit", "log.csv", "--unit", "week", "--observation-end", "2025-06-30", "--occasion", "row", "--format", "json",
      "--quiet")
    let truth = ["r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 3.74, "gamma": 15.44]
    for part in ["transactions", "spend"] {
      for name in fit.json[part]["parameters"].keys {
        let error = fit.json[part]["standardErrors"][name].number
        #expect(abs(fit.json[part]["parameters"][name].number - truth[name]!) < 4 * error, "\(name)")
      }
    }
  }

  @Test("a log is drawn from a model file, with ids of one width")
  func fromModel() throws {
    let tool = try Tool()
    let model = Repository.cdnow("cdnow_sample.model.json").path
    let run = try tool.run(
      "simulate", "--model", model, "--customers", "50", "--start", "2024-01-01", "--end", "2024-12-31", "--id-prefix",
      "C")
    #expect(run.exit == 0)
    #expect(run.lines[1].hasPrefix("C01,"))
    #expect(run.lines.last!.hasPrefix("C50,"))
  }

  @Test(
    "what cannot be simulated ends with 64",
    arguments: [
      ["--parameters", "r=1,alpha=1,a=1"], ["--parameters", "r=1,alpha=1,a=1,b=-1"], ["--parameters", "r=1,alpha=x"],
      ["--parameters", "r=1,alpha=1,a=1,b=1,zeta=3"], [],
    ])
  func wrong(options: [String]) throws {
    let run = try Tool().run(["simulate", "--customers", "5"] + window + options)
    #expect(run.exit == 64, "\(run.error)")
    #expect(run.output.isEmpty)
  }
}
