import Core
import Foundation
import HTTPSupport
import Kernel
import Logging
import Outbound
import PeopleUseCases
import TicketsUseCases

/// How this installation runs. Read once, at start, from `MAINSTAY_*` values; nothing else asks the environment.
public struct Configuration: Sendable {
  public var database: DatabaseLocation
  /// Address to listen on.
  public var host: String
  /// Port to listen on; 0 lets the system choose (tests).
  public var port: Int
  /// How people reach it, without a slash at the end; nil where host and port say it.
  public var publicURL: String?
  /// Folder of stylesheets, scripts and icons.
  public var assets: String
  /// A reverse proxy stands in front, so its `X-Forwarded-For` is believed.
  public var isBehindProxy: Bool
  public var logLevel: Logger.Level
  /// Whether this node runs the background work; at least one node must.
  public var runsEngine: Bool
  /// Called after each healthy engine cycle, so that an outside monitor notices silence.
  public var heartbeatURL: String?
  /// Hosts on private addresses that webhooks may call.
  public var privateHosts: [String]
  /// The server that takes mail to people; nil sends none.
  public var mail: MailServer?
  /// The file with the key that signs the journal, by its absolute path; nil puts it beside a SQLite database.
  /// Nodes of one installation may share it or have one each.
  public var sealKey: String?
  /// The list of common passwords; nil looks for it beside the assets and the program.
  public var commonPasswords: String?
  /// A session that is not used for this long ends.
  public var sessionIdle = PeopleLimits.idle
  /// The file with the keys that seal the secrets of webhooks, by its absolute path; nil puts it beside a SQLite
  /// database. Nodes of one installation share it.
  public var secretsKey: String?

  /// Bytes that must be free where a SQLite database's file is; with fewer the node is not ready.
  public var diskFloor = Configuration.usualDiskFloor
  public static let usualDiskFloor: Int64 = 64 << 20
  /// Megabytes that may be set for it.
  public static let diskFloors: ClosedRange<Int64> = 1...1_000_000

  /// What this node is called on the engine's page; nil for its host and port.
  public var nodeName: String?

  /// Days after the closing in which a requester's answer opens a ticket again.
  public var reopenDays: Int

  /// Changes that one requester, one member of staff and one token may send in a minute.
  public var changes = ChangeRates()

  /// How long what has ended is kept.
  public var retention = Retention()

  /// The demo company is served: its sign-ins stand on the sign-in page. Not a setting; `mainstay demo` sets it.
  public var isDemo = false

  public init(database: DatabaseLocation) {
    self.database = database
    host = "127.0.0.1"
    port = Configuration.usualPort
    assets = "Public"
    isBehindProxy = false
    logLevel = .info
    runsEngine = true
    privateHosts = []
    reopenDays = DeskSettings.usualReopenDays
  }

  public static let usualPort = 8080
  public static let usualDatabase = "mainstay.sqlite"

  /// Whether only this machine can reach it.
  public var isOnLoopback: Bool { host == "127.0.0.1" || host == "::1" || host == "localhost" }

  /// The address for links in messages: only one that leads those here who get them.
  var addressForLinks: String? { publicURL ?? (isOnLoopback && port != 0 ? address(boundTo: port) : nil) }

  /// The address that people are told, with the port that was bound.
  public func address(boundTo port: Int) -> String {
    if let publicURL { return publicURL }
    let name = host == "0.0.0.0" || host == "::" ? "localhost" : host.contains(":") ? "[\(host)]" : host
    return "http://\(name):\(port)"
  }
}

extension Configuration {
  /// Reads settings by their names; unknown `MAINSTAY_` names are faults too, so that a slip is noticed.
  /// - Throws: `MainstayError.invalid` with a fault for each setting that does not hold.
  public init(values: [String: String]) throws(MainstayError) {
    var reader = SettingReader(values: values)
    if reader.values[Setting.database.rawValue] == "" {
      reader.faults.append(
        FieldFault(
          Setting.database.rawValue, "is empty; unset it for \(Configuration.usualDatabase) in the present folder"))
    }
    let database = reader.value(.database) { text throws(MainstayError) in
      try DatabaseLocation(parsing: text, field: Setting.database.rawValue)
    }
    self.init(database: database ?? .sqlite(path: Configuration.usualDatabase))
    host = reader.text(.host, longest: 255) ?? host
    port =
      reader.value(.port) { text throws(MainstayError) in
        guard let port = Int(text), (0...65_535).contains(port) else {
          throw .field(Setting.port.rawValue, "is a number from 0 to 65535")
        }
        return port
      } ?? port
    publicURL = reader.site(.publicURL)
    assets = reader.text(.assets, longest: 4096) ?? assets
    isBehindProxy = reader.flag(.behindProxy) ?? isBehindProxy
    logLevel =
      reader.value(.logLevel) { text throws(MainstayError) in
        guard let level = Logger.Level(rawValue: text.lowercased()) else {
          let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
          throw .field(Setting.logLevel.rawValue, "is one of \(known)")
        }
        return level
      } ?? logLevel
    runsEngine = reader.flag(.engine) ?? runsEngine
    heartbeatURL = reader.url(.heartbeatURL)
    privateHosts = reader.hosts(.privateHosts) ?? []
    mail = reader.mail()
    nodeName = reader.value(.nodeName) { text throws(MainstayError) in
      if let fault = TextBounds.line(1...60).fault(in: text) { throw .field(Setting.nodeName.rawValue, fault) }
      guard !text.contains(where: { $0 == ":" || $0 == "@" }) else {
        throw .field(Setting.nodeName.rawValue, "may not contain : or @, which end the name of a node")
      }
      return text
    }
    changes.requester = reader.rate(.changesOfRequester) ?? changes.requester
    changes.staff = reader.rate(.changesOfStaff) ?? changes.staff
    changes.token = reader.rate(.changesOfToken) ?? changes.token
    retention.messages = reader.days(.retentionMessages) ?? retention.messages
    retention.deadLetters = reader.days(.retentionDeadLetters) ?? retention.deadLetters
    retention.tokens = reader.days(.retentionTokens) ?? retention.tokens
    retention.keys = reader.days(.retentionKeys) ?? retention.keys
    retention.work = reader.days(.retentionWork) ?? retention.work
    secretsKey = reader.value(.secretsKey) { text throws(MainstayError) in
      guard text.hasPrefix("/"), text.utf8.count <= 4096 else {
        throw .field(Setting.secretsKey.rawValue, "is an absolute path, one that begins with /")
      }
      return text
    }
    sealKey = reader.value(.sealKey) { text throws(MainstayError) in
      guard text.hasPrefix("/"), text.utf8.count <= 4096 else {
        throw .field(Setting.sealKey.rawValue, "is an absolute path, one that begins with /")
      }
      return text
    }
    diskFloor =
      reader.value(.diskFloor) { text throws(MainstayError) in
        let range = Configuration.diskFloors
        guard let megabytes = Int64(text), range.contains(megabytes) else {
          throw .field(
            Setting.diskFloor.rawValue, "is a number of megabytes from \(range.lowerBound) to \(range.upperBound)")
        }
        return megabytes << 20
      } ?? diskFloor
    reopenDays =
      reader.value(.reopenDays) { text throws(MainstayError) in
        let range = DeskSettings.reopenDays
        guard let days = Int(text), range.contains(days) else {
          throw .field(
            Setting.reopenDays.rawValue, "is a number of days from \(range.lowerBound) to \(range.upperBound)")
        }
        return days
      } ?? reopenDays
    commonPasswords = reader.text(.commonPasswords, longest: 4096)
    sessionIdle =
      reader.value(.sessionIdle) { text throws(MainstayError) in
        let range = PeopleLimits.idleRange
        let (least, most) = (range.lowerBound.milliseconds / 60_000, range.upperBound.milliseconds / 60_000)
        guard let minutes = Int64(text), (least...most).contains(minutes) else {
          throw .field(Setting.sessionIdle.rawValue, "is a number of minutes from \(least) to \(most)")
        }
        return .minutes(minutes)
      } ?? sessionIdle
    reader.findUnknown()
    if !reader.faults.isEmpty { throw .invalid(reader.faults) }
  }
}

/// The names under which settings are read.
public enum Setting: String, CaseIterable, Sendable {
  case database = "MAINSTAY_DATABASE"
  case host = "MAINSTAY_HOST"
  case port = "MAINSTAY_PORT"
  case publicURL = "MAINSTAY_PUBLIC_URL"
  case assets = "MAINSTAY_ASSETS"
  case behindProxy = "MAINSTAY_BEHIND_PROXY"
  case logLevel = "MAINSTAY_LOG_LEVEL"
  case engine = "MAINSTAY_ENGINE"
  case heartbeatURL = "MAINSTAY_HEARTBEAT_URL"
  case privateHosts = "MAINSTAY_PRIVATE_HOSTS"
  case mailServer = "MAINSTAY_MAIL_SERVER"
  case mailFrom = "MAINSTAY_MAIL_FROM"
  case mailPlain = "MAINSTAY_MAIL_PLAIN"
  case mailUser = "MAINSTAY_MAIL_USER"
  case mailPasswordFile = "MAINSTAY_MAIL_PASSWORD_FILE"
  case mailCertificates = "MAINSTAY_MAIL_CERTIFICATES"
  case nodeName = "MAINSTAY_NODE_NAME"
  case sealKey = "MAINSTAY_SEAL_KEY"
  case retentionMessages = "MAINSTAY_RETENTION_MESSAGES"
  case retentionDeadLetters = "MAINSTAY_RETENTION_DEAD_LETTERS"
  case retentionTokens = "MAINSTAY_RETENTION_TOKENS"
  case retentionKeys = "MAINSTAY_RETENTION_KEYS"
  case retentionWork = "MAINSTAY_RETENTION_WORK"
  case secretsKey = "MAINSTAY_SECRETS_KEY"
  case reopenDays = "MAINSTAY_REOPEN_DAYS"
  case changesOfRequester = "MAINSTAY_CHANGES_REQUESTER"
  case changesOfStaff = "MAINSTAY_CHANGES_STAFF"
  case changesOfToken = "MAINSTAY_CHANGES_TOKEN"
  case commonPasswords = "MAINSTAY_COMMON_PASSWORDS"
  case sessionIdle = "MAINSTAY_SESSION_IDLE"
  case diskFloor = "MAINSTAY_DISK_FLOOR"
}

/// Reads typed settings and gathers what is wrong with them.
struct SettingReader {
  var values: [String: String]
  var faults: [FieldFault] = []

  mutating func value<T>(_ setting: Setting, _ read: (String) throws(MainstayError) -> T) -> T? {
    guard let text = values[setting.rawValue], !text.isEmpty else { return nil }
    do {
      return try read(text)
    } catch .invalid(let found) {
      faults += found
    } catch {
      faults.append(FieldFault(setting.rawValue, "cannot be read"))
    }
    return nil
  }

  mutating func text(_ setting: Setting, longest: Int) -> String? {
    value(setting) { text throws(MainstayError) in
      guard text.utf8.count <= longest else {
        throw .field(setting.rawValue, "has at most \(longest) characters")
      }
      return text
    }
  }

  mutating func flag(_ setting: Setting) -> Bool? {
    value(setting) { text throws(MainstayError) in
      switch text.lowercased() {
      case "1", "true", "yes", "on": return true
      case "0", "false", "no", "off": return false
      default: throw .field(setting.rawValue, "is yes or no")
      }
    }
  }

  mutating func days(_ setting: Setting) -> Kernel.Duration? {
    value(setting) { text throws(MainstayError) in
      guard let days = Int(text), Retention.days.contains(days) else {
        throw .field(
          setting.rawValue,
          "is a number of days from \(Retention.days.lowerBound) to \(Retention.days.upperBound)")
      }
      return .days(Int64(days))
    }
  }

  mutating func rate(_ setting: Setting) -> Int? {
    value(setting) { text throws(MainstayError) in
      let range = ChangeRates.range
      guard let rate = Int(text), range.contains(rate) else {
        throw .field(
          setting.rawValue, "is a number of changes in a minute from \(range.lowerBound) to \(range.upperBound)")
      }
      return rate
    }
  }

  /// Names and addresses with commas between.
  mutating func hosts(_ setting: Setting) -> [String]? {
    value(setting) { text throws(MainstayError) in
      guard text.utf8.count <= 4096 else { throw .field(setting.rawValue, "has at most 4096 characters") }
      var hosts: [String] = []
      for part in text.split(separator: ",") {
        let host = part.filter { $0 != " " }
        guard !host.isEmpty else { continue }
        if let fault = SettingReader.fault(ofHost: host) {
          throw .field(setting.rawValue, "\(host.prefix(100)) \(fault)")
        }
        hosts.append(host)
      }
      return hosts
    }
  }

  /// Why no address of a webhook has this host; nil where one can.
  private static func fault(ofHost host: String) -> String? {
    if host.contains("/") {
      return "is no host: write names or single addresses, without https://, paths and ranges, like pager.internal"
    }
    if host.contains("*") { return "matches nothing: each host is written in full, without *" }
    let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    let colons = bare.count { $0 == ":" }
    if colons == 1 || host.contains("]:") { return "has a port: write the host alone, which allows all of its ports" }
    let isAddress = colons > 1
    let fits = bare.utf8.allSatisfy { byte in
      switch UInt8(byte) {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."):
        true
      case UInt8(ascii: "-"), UInt8(ascii: "_"): !isAddress
      case UInt8(ascii: ":"): isAddress
      default: false
      }
    }
    return fits && !bare.isEmpty ? nil : "is no host: letters of ASCII, digits, dots and dashes, or an address"
  }

  mutating func url(_ setting: Setting) -> String? {
    value(setting) { text throws(MainstayError) in
      guard text.hasPrefix("https://") || text.hasPrefix("http://"), text.utf8.count <= 2048,
        !text.contains(where: \.isWhitespace)
      else { throw .field(setting.rawValue, "is an address that starts with https:// or http://") }
      return text.last == "/" ? String(text.dropLast()) : text
    }
  }

  /// The address of a whole site: scheme, host and perhaps a port.
  mutating func site(_ setting: Setting) -> String? {
    guard let text = url(setting) else { return nil }
    let parts = URLComponents(string: text)
    guard let parts, let host = parts.host, !host.isEmpty, parts.user == nil, parts.query == nil, parts.fragment == nil,
      parts.path.isEmpty, parts.port.map({ (1...65_535).contains($0) }) ?? true
    else {
      faults.append(
        FieldFault(
          setting.rawValue, "is an address like https://desk.example.org: a host, perhaps a port, nothing behind"))
      return nil
    }
    return text
  }

  mutating func findUnknown() {
    let known = Set(Setting.allCases.map(\.rawValue))
    for name in values.keys.sorted() where !known.contains(name) {
      faults.append(FieldFault(name, "is no setting; there are \(known.sorted().joined(separator: ", "))"))
    }
  }
}
