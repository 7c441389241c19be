import AgreementFiles
import Foundation
import Kernel
import SystemZones
import Testing

/// Scenario files and the answers they must give.
struct ScenarioFolder: Sendable, CustomTestStringConvertible {
  static let zones = SystemZones()

  var folder: URL
  var testDescription: String { folder.lastPathComponent }

  var names: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted()
  }

  /// Every value of `expect` that does not hold, or the faults of the file.
  func failures(of name: String) throws -> [String] {
    let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    do throws(MainstayError) {
      let scenario = try Scenario(yaml: bytes, zones: ScenarioFolder.zones)
      let failures = scenario.failures(of: try scenario.evaluate())
      return scenario.expectations.isEmpty ? ["expects nothing"] : failures.map(\.line)
    } catch {
      return ["\(error)"]
    }
  }

  /// The project's own.
  static let own = ScenarioFolder(folder: Bundle.module.bundleURL.appendingPathComponent("Conformance"))

  /// The one of the specification, where it lies beside the project.
  static let shared = ScenarioFolder(
    folder: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/conformance"))
}

@Suite(.timeLimit(.minutes(10))) struct ConformanceTests {
  @Test(arguments: ScenarioFolder.own.names)
  func `every known answer is given`(_ name: String) throws {
    #expect(try ScenarioFolder.own.failures(of: name) == [])
  }

  @Test func `the project has its scenarios`() {
    #expect(ScenarioFolder.own.names.count > 150)
  }

  @Test(arguments: ScenarioFolder.shared.names)
  func `every answer of the specification's folder is given, where it is there`(_ name: String) throws {
    #expect(try ScenarioFolder.shared.failures(of: name) == [])
  }
}
