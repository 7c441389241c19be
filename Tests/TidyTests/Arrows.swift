/// Which target may import which: docs/architecture.md as a table.
///
/// Package.swift lists each target's own dependencies and the build refuses an import that is not
/// declared there; this table is what a declaration may say at all.
enum Arrows {
  static let domain: Set<String> = ["BusinessTime", "Agreements", "People", "Tickets", "Governance", "Reporting"]
  static let channels: Set<String> = [
    "SystemZones", "ICalendarFiles", "AgreementFiles", "ServiceNowLog", "Webhooks", "PasswordHashing",
  ]
  static let drivers: Set<String> = ["StorageSQLite", "StoragePostgres"]
  static let cLibraries: Set<String> = ["CLibPQ", "CLibICal", "CZlib", "CSodium", "CLibCrypto", "CCurl"]
  static let web: Set<String> = ["HTTPSupport", "HTTPAPI", "WebUI"]
  static let ours: Set<String> =
    domain.union(channels).union(drivers).union(cLibraries).union(web)
    .union([
      "Kernel", "Cryptography", "Storage", "Application", "Engine", "Markup", "DemoData", "MainstayServer",
      "MainstayCLI", "mainstay",
    ])

  /// The target that holds a room.
  static func target(wing: String, floor: String) -> String {
    switch floor {
    case "Rules": ["Journal": "Governance", "ServiceLevels": "Reporting"][wing] ?? wing
    case "UseCases": "Application"
    case "API": "HTTPAPI"
    case "Pages": "WebUI"
    default: wing + floor
    }
  }

  /// Our own targets that `target` may import.
  static func allowed(_ target: String) -> Set<String> {
    switch target {
    case "Kernel", "Markup": []
    case "BusinessTime": ["Kernel"]
    case "Agreements": ["Kernel", "BusinessTime"]
    case "Cryptography": ["CLibCrypto"]
    case "Governance": domain.union(["Kernel", "Cryptography"])
    case _ where domain.contains(target): domain.union(["Kernel"])
    case "Storage": ["Kernel", "Cryptography"]
    case "StorageSQLite": ["Kernel", "Storage"]
    case "StoragePostgres": ["Kernel", "Storage", "CLibPQ"]
    case "Application": domain.union(["Kernel", "Storage"])
    case "ICalendarFiles": edge.union(["CLibICal"])
    case "ServiceNowLog": edge.union(["CZlib"])
    case "PasswordHashing": edge.union(["CSodium"])
    case "Webhooks": edge.union(["CCurl", "Cryptography"])
    case _ where channels.contains(target): edge
    case "Engine", "DemoData": edge
    case "HTTPSupport": edge.union(["Markup", "Cryptography"])
    case "HTTPAPI": edge.union(["HTTPSupport"])
    case "WebUI": edge.union(["HTTPSupport", "Markup"])
    case "MainstayServer": ours.subtracting(cLibraries).subtracting(["MainstayCLI", "mainstay"]).union(["CZlib"])
    case "MainstayCLI": ours.subtracting(cLibraries).subtracting(drivers).subtracting(["Storage", "mainstay"])
    case "mainstay": ["MainstayCLI"]
    default: []
    }
  }

  /// What an edge sees: the use cases and the plain types they speak in; never a database.
  private static let edge = domain.union(["Kernel", "Application"])

  /// Packages and frameworks that only some targets may know.
  static let outside: [String: Set<String>] = [
    "GRDB": ["StorageSQLite"],
    "GRDBSQLite": ["StorageSQLite"],
    "ArgumentParser": ["MainstayCLI"],
    "Yams": ["AgreementFiles"],
    "HummingbirdCore": ["HTTPSupport"],
    "HTTPTypes": web.union(["MainstayServer"]),
    "NIOCore": web.union(["MainstayServer"]),
    "NIOPosix": ["HTTPSupport"],
    "NIOHTTP1": ["HTTPSupport"],
    "ServiceLifecycle": ["Engine", "HTTPSupport", "HTTPAPI", "WebUI", "MainstayServer", "MainstayCLI"],
    "Logging": ["Engine", "HTTPSupport", "HTTPAPI", "WebUI", "MainstayServer", "MainstayCLI"],
  ]

  /// Targets that stay free of Foundation, so that they are small, quick and usable anywhere.
  static let withoutFoundation: Set<String> = domain.union(["Kernel", "Markup", "Cryptography"])

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
