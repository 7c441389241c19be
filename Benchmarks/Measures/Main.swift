import Foundation
import Kernel

/// Measures that run inside one process, each printed as one line of JSON. `Benchmarks/run` calls
/// them, measures what needs a server, and makes the table.
@main struct Main {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      switch (arguments.first, arguments.count) {
      case ("replay", 4):
        try ReplayMeasure.run(log: arguments[1], agreement: arguments[2], tickets: number(arguments[3]))
      case ("curve", 4):
        try CurveMeasure.run(log: arguments[1], agreement: arguments[2], tickets: number(arguments[3]))
      case ("calendar", 1): try CalendarMeasure.run()
      case ("fill", 4):
        try await Filling.run(database: arguments[1], tickets: number(arguments[2]), open: number(arguments[3]))
      case ("sqlite-floor", 5):
        try await SQLiteFloor.run(
          from: arguments[1], to: arguments[2], tickets: number(arguments[3]), group: number(arguments[4]))
      case ("postgres-floor", 5):
        try await PostgresFloor.run(
          from: arguments[1], to: arguments[2], tickets: number(arguments[3]), connections: number(arguments[4]))
      case ("people", 4):
        try await PeopleMeasure.run(
          database: arguments[1], people: number(arguments[2]), teams: number(arguments[3]))
      case ("compliance", 3):
        try await ComplianceMeasure.run(database: arguments[1], tickets: number(arguments[2]))
      case ("escalations", 3):
        try await EscalationMeasure.run(database: arguments[1], tickets: number(arguments[2]))
      case ("foresight", 3):
        try await ForesightMeasure.run(database: arguments[1], tickets: number(arguments[2]))
      default: throw MainstayError.field("arguments", "see Benchmarks/run for the measures and what they take")
      }
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(3)
    }
  }

  private static func number(_ text: String) throws -> Int {
    guard let value = Int(text), value > 0 else { throw MainstayError.field(text, "is no positive number") }
    return value
  }

  static func print(_ result: JSON) { Swift.print(result.canonical) }
}

/// Seconds of this process's time while `body` runs.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try body()
  let time = start.duration(to: .now).components
  return Double(time.seconds) + Double(time.attoseconds) / 1e18
}

/// A decimal with three places, for results.
func decimal(_ value: Double) -> JSON { .decimal(String(format: "%.3f", value)) }
