import AgreementFiles
import ArgumentParser
import Core
import DefinitionsUseCases
import Kernel
import MainstayServer

struct ImportOpenSLO: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "openslo", abstract: "What services are promised, from OpenSLO v1.",
    discussion: """
      Services and their SLOs with a ratio over calendar months, quarters or years become promises of availability; what \
      OpenSLO has no words for is read from annotations mainstay.dev/..., as mainstay export --openslo writes them. What is \
      not taken over (alert policies, rolling windows, thresholds) is said. mainstay apply takes the same files.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Flag(name: .long, help: "Say what would change, and change nothing.")
  var plan = false
  @Argument(help: "A YAML file; - is standard input.", completion: .file())
  var file: String

  func run() async throws {
    let source = AgreementFile.Source(bytes: try InputFile.read(file, limit: YAMLLimit.bytes))
    let (changes, said) = try await database.onProduct(creating: true) { product, principal in
      let set = try await product.app.readDefinitions([source], areOpenSLO: true)
      let changes =
        plan
        ? try await ApplyCommand.plan(set, product, principal)
        : try await product.app.run(ApplyDefinitions(set), as: principal)
      return (changes, set.said)
    }
    if output.json {
      return Say.result([
        "applied": .bool(!plan), "changes": .array(changes.map(\.json)), "said": .array(said.map(JSON.string)),
      ])
    }
    for sentence in said { Say.aside(sentence) }
    for change in changes {
      Say.result(change.text)
      for sentence in change.remarks { Say.aside(sentence) }
    }
    if !changes.contains(where: \.isChange) { Say.result("Nothing to change.") }
  }
}
