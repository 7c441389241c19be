import BusinessTime
import Foundation
import Kernel
import SystemZones
import Testing

@Suite(.timeLimit(.minutes(10))) struct SystemZonesTests {
  @Test(arguments: [
    "", "/", "..", "../Europe/Paris", "/etc/passwd", "Europe/../../../etc/passwd", "Europe//Paris", "Europe/",
    "Europe/Par is", "Europe/Paris\u{0}", "Europe/París", "-Europe", "Europe/.hidden",
    String(repeating: "a", count: 65), "posixrules", "localtime", "Factory", "posix/Europe/Paris", "right/Europe/Paris",
  ])
  func refuseNamesThatAreNoZoneNames(name: String) throws {
    #expect { try systemZones.rules(for: name) } throws: { error in
      guard case .invalid(let faults)? = error as? MainstayError else { return false }
      return faults.count == 1 && faults[0].path == "timeZone" && faults[0].message.hasSuffix("like Europe/Paris")
    }
  }

  @Test(arguments: ["Europe/Nowhere", "Europe", "zone.tab", "Mars", "tzdata.zi", "right/Europe/Nowhere"])
  func refuseZonesThatTheSystemLacks(name: String) {
    #expect(throws: MainstayError.self) { try systemZones.rules(for: name) }
  }

  @Test func sayWhichFileIsUnusable() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "zones-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("no zone".utf8).write(to: folder.appendingPathComponent("Broken"))
    try Data(tzif(footer: "AAA-3")).write(to: folder.appendingPathComponent("Good"))
    let zones = SystemZones(folder: folder.path)
    #expect(try zones.rules(for: "Good").offset(at: Instant(seconds: 0)) == 10_800)
    #expect(throws: MainstayError.field("timeZone", "Broken has an unusable file: it is no TZif file")) {
      try zones.rules(for: "Broken")
    }
    #expect(throws: MainstayError.field("timeZone", "Europe/Paris is not a time zone that this system knows")) {
      try zones.rules(for: "Europe/Paris")
    }
  }

  @Test func readEachZoneOnce() throws {
    #expect(try zone("Europe/Paris") === zone("Europe/Paris"))
  }

  @Test func readEveryZoneOfTheSystem() throws {
    var unreadable: [String] = []
    for name in TimeZone.knownTimeZoneIdentifiers {
      do { _ = try zone(name) } catch let MainstayError.invalid(faults) where faults[0].message.contains("unusable") {
        unreadable.append(name)
      } catch {}
    }
    #expect(unreadable.isEmpty)
  }
}
