import ArgumentParser
import DemoData
import Foundation
import Kernel
import MainstayServer

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Make a demo company where there is none, and serve it on this machine only.",
    discussion: """
      The company has a month behind it: people of every role, agreements, some hundred tickets. What you do in it \
      stays; started again, it is served as it is. It keeps to 127.0.0.1, for everybody knows its passwords.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var serving: ServingOptions

  func run() async throws {
    var configuration = try serving.configuration(database, quiet: true)
    configuration.isDemo = true
    let progress = ProgressLine("Making the demo company", unit: nil)
    let (product, wasMade) = try await Product.openDemo(configuration) { progress.show($0, of: 1000) }
    if wasMade { progress.end(1000, of: 1000) }
    try await serving.serve(product) { address in
      var table = TextTable([("role", .left), ("name", .left), ("password", .left)])
      for (name, role) in DemoCompany.signIns { table.add([role.rawValue, name, DemoCompany.password]) }
      let indented = table.text.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
      Say.result("\nMainstay serves the demo company at \(address)\n\n\(indented)\n\nCtrl-C stops it.")
    }
  }
}
