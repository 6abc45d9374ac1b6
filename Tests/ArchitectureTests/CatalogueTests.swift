import Foundation
import LifetimeValue
import TestSupport
import Testing

@Suite("Catalogue")
struct CatalogueTests {
  @Test("every model has a dossier that names its parameters, and no two models share a name")
  func dossiers() throws {
    var names: Set<String> = []
    for (name, title, parameters)
      in ModelCatalogue.transactionModels.map({ ($0.name, $0.title, $0.parameterNames) })
      + ModelCatalogue.spendingModels.map({ ($0.name, $0.title, $0.parameterNames) })
      + ModelCatalogue.contractModels.map({ ($0.name, $0.title, $0.parameterNames) })
      + ModelCatalogue.opportunityModels.map({ ($0.name, $0.title, $0.parameterNames) })
    {
      #expect(names.insert(name).inserted, "\(name) twice")
      let file = Repository.root.appending(path: "Models/\(title.replacingOccurrences(of: "/", with: "-")).md")
      let text = try String(contentsOf: file, encoding: .utf8)
      for parameter in parameters {
        #expect(text.contains("`\(parameter)`"), "\(file.lastPathComponent): \(parameter)")
      }
    }
  }

  @Test("a special case is a model of the catalogue with fewer parameters")
  func specialCases() {
    for model in ModelCatalogue.transactionModels {
      for specialCase in model.specialCases {
        let simpler = ModelCatalogue.transactionModel(named: specialCase.model)
        #expect(simpler != nil && simpler!.parameterNames.count < model.parameterNames.count, "\(model.name)")
      }
    }
    for model in ModelCatalogue.contractModels {
      for specialCase in model.specialCases {
        let simpler = ModelCatalogue.contractModel(named: specialCase.model)
        #expect(simpler != nil && simpler!.parameterNames.count < model.parameterNames.count, "\(model.name)")
      }
    }
  }

  @Test("a limit's direction has one entry per parameter")
  func limits() {
    for model in ModelCatalogue.transactionModels {
      for limit in model.limits { #expect(limit.direction.count == model.parameterNames.count) }
    }
    for model in ModelCatalogue.contractModels {
      for limit in model.limits { #expect(limit.direction.count == model.parameterNames.count) }
    }
    for model in ModelCatalogue.opportunityModels {
      for limit in model.limits { #expect(limit.direction.count == model.parameterNames.count) }
    }
    for model in ModelCatalogue.spendingModels {
      for limit in model.limits { #expect(limit.direction.count == model.parameterNames.count) }
    }
  }
}
