import ArgumentParser
import Core
import HTTPSupport
import Kernel
import Logging
import MainstayServer
import Metrics
import PeopleUseCases

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve pages and API, and do the background work.",
    discussion: """
      The schema is brought up to date first. While nobody can sign in yet, a link is printed with which the first \
      administrator is made; it works once, for 24 hours. The pages then lead to the first ticket: hours, teams, people, \
      an agreement. SIGTERM and Ctrl-C finish what is under way and stop.

      Settings come from the environment: \(Setting.allCases.map(\.rawValue).sorted().joined(separator: ", ")). \
      docs/operating.md says what each means. An option wins over its setting.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var serving: ServingOptions

  func run() async throws {
    let configuration = try serving.configuration(database)
    let product = try await Product.open(configuration, sealing: configuration.runsEngine)
    try await serving.serve(product) { address in
      Say.result("Mainstay serves \(address)")
      if let link = try? await product.app.run(MakeSetupLink(), as: .system("command-line")) {
        Say.result("Make the first administrator (works once, for 24 hours): \(address)/setup?token=\(link)")
      }
      Say.result("Ctrl-C stops it.")
    }
  }
}

/// How to serve, for `serve` and `demo`.
struct ServingOptions: ParsableArguments {
  @Option(name: .long, help: "Address to listen on; 127.0.0.1 otherwise.")
  var host: String?
  @Option(name: .long, help: "Port to listen on; 8080 otherwise.")
  var port: String?
  @Option(name: .long, help: "How people reach it, such as https://desk.example.org.")
  var publicURL: String?
  @Option(name: .long, help: "Folder of stylesheets, scripts and icons; Public otherwise.", completion: .directory)
  var assets: String?
  @Option(name: .long, help: "trace, debug, info, notice, warning, error or critical; info otherwise.")
  var logLevel: String?

  /// - Parameter quiet: whether only warnings are logged unless a level is asked for.
  func configuration(_ database: DatabaseOptions, quiet: Bool = false) throws -> Configuration {
    var values = database.values()
    if quiet, values[Setting.logLevel.rawValue] == nil { values[Setting.logLevel.rawValue] = "warning" }
    let flags: [(Setting, String, String?)] = [
      (.host, "--host", host), (.port, "--port", port), (.publicURL, "--public-url", publicURL),
      (.assets, "--assets", assets), (.logLevel, "--log-level", logLevel),
    ]
    var options: [Setting: String] = database.database == nil ? [:] : [.database: "--database"]
    for (setting, option, value) in flags {
      guard let value else { continue }
      values[setting.rawValue] = value
      options[setting] = option
    }
    return try Configuration(values: values, options: options)
  }

  /// Serves until it is told to stop; `ready` gets the address once requests are answered.
  func serve(_ product: Product, ready: @escaping @Sendable (_ address: String) async -> Void) async throws {
    let configuration = product.configuration
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    let metrics = Prometheus()
    MetricsSystem.bootstrap(metrics)
    var logger = Logger(label: "mainstay")
    logger.logLevel = configuration.logLevel
    do {
      try await product.serve(logger: logger, metrics: metrics) { port in
        await ready(configuration.address(boundTo: port))
      }
      await product.close()
    } catch {
      await product.close()
      throw error
    }
  }
}
