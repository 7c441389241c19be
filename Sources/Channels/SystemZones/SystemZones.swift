import BusinessTime
import Foundation
import Kernel
import Synchronization

/// Time zones from the system's TZif files, which the operating system keeps up to date.
///
/// Each zone is read once; a zone that changes on disk is seen by a new `SystemZones`.
public final class SystemZones: ZoneSource {
  /// Where Debian and most other systems keep them.
  public static let systemFolder = "/usr/share/zoneinfo"
  /// Zones kept at most; the system has about 600 names.
  public static let maximumZones = 1000

  private let folder: String
  private let cache = Mutex<[String: ZoneRules]>([:])

  public init(folder: String = SystemZones.systemFolder) { self.folder = folder }

  /// The rules of an IANA zone: `Europe/Paris`. Throws `MainstayError.invalid` with the path `timeZone` for a
  /// name that is none, that the system does not know, or whose file is unusable.
  public func rules(for identifier: String) throws -> ZoneRules {
    guard SystemZones.isName(identifier), !SystemZones.isOther(identifier) else {
      throw MainstayError.field("timeZone", "\(SystemZones.shown(identifier)) is not a zone name like Europe/Paris")
    }
    if let known = cache.withLock({ $0[identifier] }) { return known }
    let bytes = try contents(of: identifier)
    do {
      let rules = try ZoneRules(identifier: identifier, tzif: bytes)
      cache.withLock { cache in
        if cache.count >= SystemZones.maximumZones { cache.removeAll() }
        cache[identifier] = rules
      }
      return rules
    } catch let fault as ZoneRules.Malformed {
      throw MainstayError.field("timeZone", "\(identifier) has an unusable file: \(fault.reason)")
    }
  }

  /// The zones that the system lists as one for each region with a clock of its own, and UTC.
  public var names: [String] {
    guard let file = FileHandle(forReadingAtPath: folder + "/zone1970.tab") else { return ["UTC"] }
    defer { try? file.close() }
    let bytes = (try? file.read(upToCount: SystemZones.longestList)) ?? Data()
    let listed = String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line -> String? in
      let columns = line.split(separator: "\t")
      guard !line.hasPrefix("#"), columns.count >= 3, SystemZones.isName(String(columns[2])) else { return nil }
      return String(columns[2])
    }
    return Set(listed + ["UTC"]).sorted()
  }

  /// Bytes of the list of zones; it has about 18,000.
  private static let longestList = 1 << 18

  /// Parts of letters, digits, `_`, `+` and `-`, at most 64 characters, joined by `/`: no way out of the folder.
  static func isName(_ identifier: String) -> Bool {
    guard (1...64).contains(identifier.utf8.count) else { return false }
    return identifier.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
      guard let first = part.first, first != UInt8(ascii: "-") else { return false }
      return part.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"): true
        default: false
        }
      }
    }
  }

  /// Files of the folder that are no zones by a name of their own: what stands for this machine's zone or for none, and
  /// the same zones once more, of which those below `right` count leap seconds.
  private static func isOther(_ identifier: String) -> Bool {
    ["posixrules", "localtime", "Factory"].contains(identifier)
      || ["posix", "right"].contains(identifier.prefix { $0 != "/" })
  }

  private static func shown(_ text: String) -> String {
    let start = text.prefix(utf8Bytes: 40)
    return "\"" + start + (start.utf8.count < text.utf8.count ? "...\"" : "\"")
  }

  private func contents(of identifier: String) throws -> [UInt8] {
    let path = folder + "/" + identifier
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
      let file = FileHandle(forReadingAtPath: path)
    else { throw MainstayError.field("timeZone", "\(identifier) is not a time zone that this system knows") }
    defer { try? file.close() }
    do {
      return [UInt8](try file.read(upToCount: ZoneRules.maximumFileSize + 1) ?? Data())
    } catch {
      throw MainstayError.field("timeZone", "\(identifier) cannot be read on this system")
    }
  }
}
