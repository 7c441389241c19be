/// Which target may import which: docs/architecture.md as a table, with the wings as Package.swift lists them.
///
/// Package.swift declares each target's own dependencies and the build refuses an import that is not declared there;
/// this table is what a declaration may say at all.
enum Arrows {
  /// The floors of a wing from the ground up, and what each may import of its own wing and those that it stands on.
  static let floors: [(name: String, below: Set<String>)] = [
    ("Rules", ["Rules"]), ("UseCases", ["Rules", "UseCases"]), ("API", ["Rules", "UseCases", "API"]),
    ("Pages", ["Rules", "UseCases", "Pages"]),
  ]

  /// A wing as Package.swift lists it: `("Messages", [.useCases, .api, .pages], ["People"])`.
  struct Wing: Sendable {
    var name: String
    var floors: [String]
    var standsOn: [String]
  }

  /// A wing that is too long for a line stands on several, broken as the formatter breaks it.
  static let wings: [Wing] = (Repository.file("Package.swift")?.text ?? "")
    .replacing("(\n    \"", with: "(\"").replacing(",\n    [", with: ", [").replacing("[\n      \"", with: "[\"")
    .replacing(",\n    ]\n  ),", with: "]),").replacing("]\n  ),", with: "]),")
    .split(separator: "\n").compactMap(wing)

  static func wing(_ line: Substring) -> Wing? {
    let text = line.drop { $0 == " " }
    guard text.hasPrefix("(\""), text.hasSuffix("]),") else { return nil }
    let quoted = text.split(separator: "\"", omittingEmptySubsequences: false)
      .enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    guard let name = quoted.first else { return nil }
    let each = [("Rules", ".rules"), ("UseCases", ".useCases"), ("API", ".api"), ("Pages", ".pages")]
    let has = text.contains("Floor.allCases") ? each : each.filter { text.contains($0.1) }
    return Wing(name: name, floors: has.map(\.0), standsOn: Array(quoted.dropFirst()))
  }

  /// The target that holds a room.
  static func target(wing: String, floor: String) -> String { floor == "Rules" ? wing : wing + floor }

  /// The targets of wings on some floors.
  static func rooms(of names: [String], on floors: Set<String>) -> Set<String> {
    Set(
      wings.filter { names.contains($0.name) }.flatMap { wing in
        wing.floors.filter(floors.contains).map { target(wing: wing.name, floor: $0) }
      })
  }

  static let everyRoom = rooms(of: wings.map(\.name), on: Set(floors.map(\.name)))
  static let everyUseCase = rooms(of: wings.map(\.name), on: ["Rules", "UseCases"])
  static let pages = rooms(of: wings.map(\.name), on: ["Pages"])
  static let rules = rooms(of: wings.map(\.name), on: ["Rules"])
  static let channels: Set<String> = [
    "SystemZones", "ICalendarFiles", "AgreementFiles", "CSVFiles", "ServiceNowLog", "CaseFiles", "Outbound", "Webhooks",
    "Mail", "PasswordHashing", "QRCodes", "OIDC", "LDAP", "Documents",
  ]
  static let drivers: Set<String> = ["StorageSQLite", "StoragePostgres"]
  static let cLibraries: Set<String> = [
    "CLibPQ", "CSQLite", "CLibICal", "CZlib", "CSodium", "CLibCrypto", "CCurl",
    "CQRencode", "CLDAP", "CXLSXWriter", "CSpawn",
  ]
  static let web: Set<String> = rooms(of: wings.map(\.name), on: ["API", "Pages"]).union(["HTTPSupport", "Components"])
  static let ours: Set<String> =
    everyRoom.union(channels).union(drivers).union(cLibraries).union(web)
    .union([
      "Kernel", "Cryptography", "Storage", "Core", "Engine", "Markup", "DemoData", "MainstayServer", "MainstayCLI",
      "mainstay",
    ])

  /// Our own targets that `target` may import.
  static func allowed(_ target: String) -> Set<String> {
    switch target {
    case "Kernel": []
    case "Markup": ["Kernel"]
    case "Cryptography": ["CLibCrypto"]
    case _ where everyRoom.contains(target): allowedInWing(target)
    case "Storage": ["Kernel", "Cryptography"]
    case "StorageSQLite": ["Kernel", "Storage", "CSQLite"]
    case "StoragePostgres": ["Kernel", "Storage", "CLibPQ"]
    case "Core": ["Kernel", "Storage", "Journal"]
    case "ICalendarFiles": edge.union(["CLibICal"])
    case "CSVFiles": ["Kernel", "BusinessTime", "Forecasting", "CZlib"]
    case "ServiceNowLog": edge.union(["CSVFiles"])
    case "CaseFiles": edge.union(["CSVFiles", "ServiceNowLog"])
    case "PasswordHashing": edge.union(["CSodium"])
    case "Documents": ["Kernel", "Core", "Markup", "CXLSXWriter", "CSpawn"]
    case "QRCodes": edge.union(["CQRencode"])
    case "Outbound": ["Kernel", "Core", "CCurl"]
    case "Webhooks": edge.union(["Outbound", "Cryptography"])
    case "Mail": edge.union(["Outbound"])
    case "OIDC": edge.union(["Outbound"])
    case "LDAP": edge.union(["CLDAP"])
    case _ where channels.contains(target): edge
    case "Engine", "DemoData": edge
    case "HTTPSupport":
      rooms(of: ["Journal", "People", "Tickets"], on: ["Rules", "UseCases"])
        .union(["Kernel", "Core", "Markup", "Cryptography"])
    case "Components":
      rooms(of: ["Tickets"], on: ["Rules", "UseCases"])
        .union(["Kernel", "Core", "Markup", "HTTPSupport", "BusinessTime", "Agreements", "Journal"])
    case "MainstayServer": ours.subtracting(cLibraries).subtracting(["MainstayCLI", "mainstay"]).union(["CZlib"])
    case "MainstayCLI":
      edge.union(channels).union(["HTTPSupport", "MainstayServer", "DemoData"])
    case "mainstay": ["MainstayCLI"]
    default: []
    }
  }

  private static func allowedInWing(_ target: String) -> Set<String> {
    for wing in wings {
      for floor in floors
      where wing.floors.contains(floor.name) && self.target(wing: wing.name, floor: floor.name) == target {
        let below = rooms(of: [wing.name] + wing.standsOn, on: floor.below).subtracting([target])
        return switch floor.name {
        case "Rules":
          below.union(["Journal", "People", "Directories"].contains(target) ? ["Kernel", "Cryptography"] : ["Kernel"])
        case "UseCases": below.union(["Kernel", "Storage", "Core", "Journal"])
        case "API": below.union(["Kernel", "Core", "Journal", "HTTPSupport"])
        default: below.union(["Kernel", "Core", "Journal", "HTTPSupport", "Markup", "Components"])
        }
      }
    }
    return []
  }

  /// What an edge sees: the use cases and the plain types they speak in; never a database.
  private static let edge = everyUseCase.union(["Kernel", "Core"])

  /// Packages and frameworks that only some targets may know.
  static let outside: [String: Set<String>] = [
    "ArgumentParser": ["MainstayCLI"],
    "Yams": ["AgreementFiles"],
    "HummingbirdCore": ["HTTPSupport"],
    "HTTPTypes": web.union(["MainstayServer"]),
    "NIOCore": web.union(["MainstayServer"]),
    "NIOPosix": ["HTTPSupport"],
    "NIOHTTP1": ["HTTPSupport"],
    "ServiceLifecycle": web.union(["Engine", "MainstayServer", "MainstayCLI"]),
    "Logging": web.union(["Engine", "MainstayServer", "MainstayCLI"]),
  ]

  /// Targets that stay free of Foundation, so that they are small, quick and usable anywhere.
  static let withoutFoundation: Set<String> = rules.union(["Kernel", "Markup", "Cryptography"])

  static func findings(in file: SwiftFile) -> [Finding] {
    guard let target = file.file.target else { return [] }
    var findings: [Finding] = []
    for line in file.lines {
      guard let name = imported(line.code) else { continue }
      func found(_ message: String) {
        findings.append(Finding(path: file.path, line: line.number, message: message))
      }
      if ours.contains(name), !allowed(target).contains(name) {
        let may = allowed(target).sorted().joined(separator: ", ")
        found("\(target) must not import \(name); it may import \(may.isEmpty ? "nothing of ours" : may)")
      }
      if let users = outside[name], !users.contains(target) {
        found("\(target) must not import \(name); it belongs to \(users.sorted().joined(separator: ", "))")
      }
      if name.hasPrefix("Foundation"), withoutFoundation.contains(target) {
        found("\(target) stays free of Foundation; use Kernel's types, or do this at an edge")
      }
    }
    return findings
  }

  /// The module that an import line names, `import struct Foundation.Date` included.
  static func imported(_ code: String) -> String? {
    var words = code.split(whereSeparator: { $0 == " " || $0 == "\t" })
    let before: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    while let first = words.first, first.hasPrefix("@") || before.contains(first) { words.removeFirst() }
    guard words.first == "import" else { return nil }
    words.removeFirst()
    let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor"]
    if let first = words.first, kinds.contains(first) { words.removeFirst() }
    return words.first?.split(separator: ".").first.map(String.init)
  }
}
