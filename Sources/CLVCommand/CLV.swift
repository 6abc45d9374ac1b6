import ArgumentParser

@main
struct CLV: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "clv")
}
