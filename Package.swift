// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A target of ours: `Sources/<folder>`, strict settings, its arrows listed and no others.
func module(
  _ name: String, _ folder: String = "", uses dependencies: [Target.Dependency] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies,
    path: "Sources/" + (folder.isEmpty ? name : folder + "/" + name), swiftSettings: strict)
}

/// What a wing may hold, one room above the other.
enum Floor: String, CaseIterable {
  case rules = "Rules"
  case useCases = "UseCases"
  case api = "API"
  case pages = "Pages"

  /// The target of a wing's room: `Tickets`, `TicketsUseCases`, `TicketsAPI`, `TicketsPages`.
  func room(of wing: String) -> String { self == .rules ? wing : wing + rawValue }

  /// The floors whose rooms a room of this floor may import, of its own wing and of those that it stands on.
  var below: Set<Floor> {
    switch self {
    case .rules: [.rules]
    case .useCases: [.rules, .useCases]
    case .api: [.rules, .useCases, .api]
    case .pages: [.rules, .useCases, .pages]
    }
  }

  /// What every room of the floor stands on beside the wings.
  var base: [Target.Dependency] {
    switch self {
    case .rules: ["Kernel"]
    case .useCases: ["Kernel", "Storage", "Core", "Journal"]
    case .api: ["Kernel", "Core", "Journal", "HTTPSupport", .httpTypes, .nio, .logging]
    case .pages: Floor.api.base + ["Markup", "Components"]
    }
  }
}

/// The wings of the house: what each is called, the floors that it has, and the wings that it stands on. A room may
/// import its own wing's rules and use cases, and of the wings named here the rooms of its own floor and of those below.
let wings: [(name: String, floors: [Floor], on: [String])] = [
  ("BusinessTime", [.rules], []),
  ("Agreements", Floor.allCases, ["BusinessTime"]),
  ("Forecasting", [.rules], ["BusinessTime"]),
  ("Suggestions", [.rules], []),
  ("Journal", Floor.allCases, []),
  ("People", Floor.allCases, []),
  ("Duty", Floor.allCases, ["BusinessTime", "People"]),
  ("Organisation", Floor.allCases, ["BusinessTime", "Agreements", "Journal", "People", "Duty"]),
  ("Messages", [.useCases, .api, .pages], []),
  ("Tickets", Floor.allCases, ["BusinessTime", "Agreements", "Journal", "People", "Messages"]),
  ("Foresight", Floor.allCases, ["BusinessTime", "Agreements", "Forecasting", "People", "Tickets"]),
  ("ServiceLevels", Floor.allCases, ["BusinessTime", "Agreements", "People", "Tickets"]),
  ("Proposals", Floor.allCases, ["BusinessTime", "Agreements", "People", "Tickets", "ServiceLevels"]),
  ("Import", [.useCases, .api, .pages], ["BusinessTime", "Agreements", "People", "Tickets", "ServiceLevels"]),
  (
    "Recovery", Floor.allCases,
    ["BusinessTime", "Agreements", "Journal", "People", "Tickets", "ServiceLevels", "Proposals", "Import"]
  ),
  ("Reach", Floor.allCases, ["BusinessTime", "People", "Duty", "Messages", "Tickets"]),
  ("Escalation", Floor.allCases, ["BusinessTime", "Agreements", "People", "Duty", "Organisation", "Tickets", "Reach"]),
  ("Searches", Floor.allCases, ["People", "Tickets"]),
  ("Access", [.useCases, .api, .pages], ["Agreements", "People", "Organisation", "Tickets"]),
  ("Operations", [.useCases, .api, .pages], ["Journal", "Messages", "Tickets"]),
  ("FirstSteps", Floor.allCases, ["BusinessTime", "Agreements", "People", "Tickets", "Import"]),
  (
    "Editors", [.rules, .useCases, .pages],
    ["BusinessTime", "Agreements", "Organisation", "Tickets", "Proposals", "FirstSteps"]
  ),
  ("Directories", Floor.allCases, ["People"]),
  ("Services", Floor.allCases, ["BusinessTime", "Agreements", "Journal", "People", "Organisation", "Tickets"]),
  ("Disputes", Floor.allCases, ["Agreements", "Journal", "People", "Tickets", "ServiceLevels", "Services"]),
  (
    "Statements", Floor.allCases,
    ["BusinessTime", "Agreements", "Journal", "People", "Tickets", "ServiceLevels", "Services", "Disputes"]
  ),
  (
    "Trade", Floor.allCases,
    [
      "BusinessTime", "Agreements", "Journal", "People", "Messages", "Tickets", "ServiceLevels", "Proposals", "Reach",
    ]
  ),
  (
    "Definitions", Floor.allCases,
    ["BusinessTime", "Agreements", "Journal", "Tickets", "Escalation", "Services", "Proposals"]
  ),
]

/// The rooms of wings on some floors, by the names of their targets.
func rooms(of names: [String], on floors: Set<Floor>) -> [String] {
  wings.filter { names.contains($0.name) }
    .flatMap { wing in wing.floors.filter(floors.contains).map { $0.room(of: wing.name) } }
}

func uses(_ names: [String]) -> [Target.Dependency] { names.map { .init(stringLiteral: $0) } }

/// Every room of every wing.
let everyRoom = uses(rooms(of: wings.map(\.name), on: Set(Floor.allCases)))
/// Rules and use cases of every wing.
let everyUseCase = uses(rooms(of: wings.map(\.name), on: [.rules, .useCases]))

/// Rooms that reckon with keys: seals of the journal, codes of authenticator apps, signatures of directories.
let reckonsWithKeys: Set = ["Journal", "People", "Directories"]

/// A target for each room of the wings: `Sources/Wings/<wing>/<floor>`.
let wingTargets: [Target] = wings.flatMap { wing in
  wing.floors.map { floor in
    let room = floor.room(of: wing.name)
    let below = rooms(of: wing.on + [wing.name], on: floor.below).filter { $0 != room }
    // Everything that writes the journal knows its rules already.
    let own = below.filter { $0 != "Journal" } + (reckonsWithKeys.contains(room) ? ["Cryptography"] : [])
    return .target(
      name: room, dependencies: floor.base + uses(own),
      path: "Sources/Wings/\(wing.name)/\(floor.rawValue)", swiftSettings: strict)
  }
}

func tests(
  _ name: String, uses dependencies: [Target.Dependency], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, path: "Tests/" + name, resources: resources,
    swiftSettings: strict)
}

func cLibrary(_ name: String, pkgConfig: String, apt: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/System/" + name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

extension Target.Dependency {
  static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
  static let arguments = product(name: "ArgumentParser", package: "swift-argument-parser")
  static let logging = product(name: "Logging", package: "swift-log")
  static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
  static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
  static let metrics = product(name: "Metrics", package: "swift-metrics")
  static let yams = product(name: "Yams", package: "Yams")
  static let nio = product(name: "NIOCore", package: "swift-nio")
  static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
  static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
  static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
}

let package = Package(
  name: "mainstay",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "mainstay", targets: ["mainstay"]),
    .library(name: "BusinessTime", targets: ["BusinessTime"]),
    .library(name: "Agreements", targets: ["Agreements"]),
    .library(name: "Forecasting", targets: ["Forecasting"]),
  ],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
  ],
  targets: [
    module("Kernel"),
    cLibrary("CLibCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
    module("Cryptography", uses: ["CLibCrypto"]),

    // The SQL seam and its two drivers.
    module("Storage", uses: ["Kernel", "Cryptography"]),
    cLibrary("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
    module("StorageSQLite", uses: ["Kernel", "Storage", "CSQLite"]),
    cLibrary("CLibPQ", pkgConfig: "libpq", apt: "libpq-dev"),
    module("StoragePostgres", uses: ["Kernel", "Storage", "CLibPQ"]),

    // What each wing stands on; the wings are at the end.
    module("Core", uses: ["Kernel", "Storage", "Journal"]),

    // The outside world.
    module("SystemZones", "Channels", uses: ["Kernel", "BusinessTime"]),
    cLibrary("CLibICal", pkgConfig: "libical", apt: "libical-dev"),
    module("ICalendarFiles", "Channels", uses: ["Kernel", "BusinessTime", "Duty", "CLibICal"]),
    module(
      "AgreementFiles", "Channels", uses: ["Kernel", "BusinessTime", "Agreements", "Forecasting", "Recovery", .yams]),
    cLibrary("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
    module("CSVFiles", "Channels", uses: ["Kernel", "BusinessTime", "Forecasting", "CZlib"]),
    module("ServiceNowLog", "Channels", uses: everyUseCase + ["Kernel", "Core", "CSVFiles"]),
    module("CaseFiles", "Channels", uses: everyUseCase + ["Kernel", "CSVFiles", "ServiceNowLog"]),
    cLibrary("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
    module("Outbound", "Channels", uses: ["Kernel", "Core", "CCurl"]),
    module(
      "Webhooks", "Channels",
      uses: ["Kernel", "Core", "MessagesUseCases", "Reach", "ReachUseCases", "Cryptography", "Outbound"]),
    module("Mail", "Channels", uses: ["Kernel", "Core", "Reach", "ReachUseCases", "Outbound"]),
    module("OIDC", "Channels", uses: ["Kernel", "Core", "Directories", "DirectoriesUseCases", "Outbound"]),
    cLibrary("CLDAP", pkgConfig: "ldap", apt: "libldap-dev"),
    module("LDAP", "Channels", uses: ["Kernel", "Core", "Directories", "DirectoriesUseCases", "CLDAP"]),
    cLibrary("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
    module("PasswordHashing", "Channels", uses: ["Kernel", "Core", "PeopleUseCases", "CSodium"]),
    cLibrary("CQRencode", pkgConfig: "libqrencode", apt: "libqrencode-dev"),
    cLibrary("CXLSXWriter", pkgConfig: "xlsxwriter", apt: "libxlsxwriter-dev"),
    .systemLibrary(name: "CSpawn", path: "Sources/System/CSpawn"),
    module("Documents", "Channels", uses: ["Kernel", "Core", "Markup", "CXLSXWriter", "CSpawn"]),
    module("QRCodes", "Channels", uses: ["Kernel", "Core", "PeopleUseCases", "CQRencode"]),

    // Background work.
    module("Engine", uses: everyUseCase + ["Kernel", "Core", .logging, .metrics, .lifecycle]),

    // What API and pages stand on.
    module("Markup", "Web", uses: ["Kernel"]),
    module(
      "HTTPSupport", "Web",
      uses: uses(rooms(of: ["Journal"], on: [.rules]) + rooms(of: ["People", "Tickets"], on: [.rules, .useCases])) + [
        "Kernel", "Core", "Markup", "Cryptography", .hummingbirdCore, .logging, .lifecycle, .metrics, .nio, .nioPosix,
        .nioHTTP1, .httpTypes,
      ]),
    module(
      "Components", "Web",
      uses: uses(
        rooms(of: ["BusinessTime", "Agreements", "Journal"], on: [.rules])
          + rooms(of: ["Tickets"], on: [.rules, .useCases]))
        + ["Kernel", "Core", "Markup", "HTTPSupport", .httpTypes]),

    // Wiring and the command line.
    module("DemoData", uses: everyUseCase + ["Kernel", "Core"]),
    module(
      "MainstayServer",
      uses: everyRoom + [
        "Kernel", "Core", "Storage", "StorageSQLite", "StoragePostgres", "SystemZones", "AgreementFiles",
        "ICalendarFiles", "CSVFiles", "ServiceNowLog", "CaseFiles", "Outbound", "Webhooks", "Mail", "OIDC", "LDAP",
        "PasswordHashing",
        "QRCodes", "Documents", "Engine", "HTTPSupport",
        "Components", "DemoData", "CZlib",
        .logging, .lifecycle, .unixSignals, .metrics, .httpTypes, .nio,
      ]),
    module(
      "MainstayCLI",
      uses: everyUseCase + [
        "Kernel", "Core", "AgreementFiles", "SystemZones", "ICalendarFiles", "CSVFiles", "ServiceNowLog", "CaseFiles",
        "HTTPSupport", "MainstayServer", "DemoData", .arguments, .logging, .lifecycle, .metrics,
      ]),
    .executableTarget(
      name: "mainstay", dependencies: ["MainstayCLI"], path: "Sources/mainstay",
      swiftSettings: strict),

    .target(
      name: "TestDatabases", dependencies: ["Kernel", "Storage", "StorageSQLite", "StoragePostgres", "CLibPQ"],
      path: "Tests/TestDatabases", swiftSettings: strict),
    .executableTarget(
      name: "CrashWriter", dependencies: ["Kernel", "Storage", "StorageSQLite", "StoragePostgres"],
      path: "Tests/CrashWriter", swiftSettings: strict),
    .target(
      name: "TestApp",
      dependencies: everyUseCase + [
        "Kernel", "Core", "Storage", "SystemZones", "ICalendarFiles", "Documents", "MainstayServer", "TestDatabases",
      ],
      path: "Tests/TestApp", swiftSettings: strict),
    .target(
      name: "TestHTTP",
      dependencies: ["HTTPSupport", .hummingbirdCore, .httpTypes, .logging, .nio, .nioHTTP1, .nioPosix],
      path: "Tests/TestHTTP", swiftSettings: strict),
    .executableTarget(
      name: "Measures",
      dependencies: everyUseCase + [
        "Kernel", "Core", "ServiceNowLog", "SystemZones", "Storage", "StorageSQLite", "CLibPQ", "MainstayServer",
      ],
      path: "Benchmarks/Measures", swiftSettings: strict),

    tests("KernelTests", uses: ["Kernel"]),
    tests("CryptographyTests", uses: ["Cryptography"]),
    tests("BusinessTimeTests", uses: ["Kernel", "BusinessTime", "SystemZones", "ICalendarFiles"]),
    tests("AgreementsTests", uses: ["Kernel", "BusinessTime", "Agreements", "ServiceLevels", "SystemZones"]),
    tests("ForecastingTests", uses: ["Kernel", "BusinessTime", "Forecasting", "SystemZones", "CSVFiles"]),
    tests("SuggestionsTests", uses: ["Suggestions"]),
    tests("ForesightTests", uses: ["Kernel", "BusinessTime", "Agreements", "Foresight", "SystemZones"]),
    tests("RecoveryTests", uses: ["Kernel", "BusinessTime", "Agreements", "Recovery", "SystemZones"]),
    tests(
      "AgreementFilesTests",
      uses: ["Kernel", "BusinessTime", "Agreements", "Forecasting", "Recovery", "AgreementFiles", "SystemZones"],
      resources: [.copy("Conformance")]),
    tests(
      "DomainTests", uses: everyUseCase + ["Kernel", "Core", "Cryptography", "MainstayServer", "SystemZones"]),
    tests("StorageTests", uses: ["Kernel", "Storage", "StorageSQLite", "StoragePostgres", "TestDatabases"]),
    tests(
      "ApplicationTests",
      uses: everyRoom + ["Kernel", "Core", "Components", "Storage", "MainstayServer", "TestApp", "TestDatabases"]),
    tests(
      "ChannelTests",
      uses: everyUseCase + [
        "Kernel", "Core", "SystemZones", "AgreementFiles", "CSVFiles", "ServiceNowLog", "CaseFiles", "Outbound",
        "Webhooks", "Mail", "OIDC", "LDAP",
        "PasswordHashing", "QRCodes", "Documents",
      ]),
    tests(
      "WebTests",
      uses: everyRoom + [
        "Kernel", "Core", "Markup", "HTTPSupport", "Components", "MainstayServer", "SystemZones", "TestApp",
        "TestDatabases",
        "TestHTTP", .httpTypes, .lifecycle, .logging, .metrics, .nio, .nioPosix,
      ]),
    tests(
      "ScenarioTests",
      uses: everyRoom + [
        "Kernel", "Core", "AgreementFiles", "Storage", "StorageSQLite", "StoragePostgres", "TestApp", "TestDatabases",
        "TestHTTP", "SystemZones", "ICalendarFiles", "CSVFiles", "ServiceNowLog", "CaseFiles", "Outbound", "Webhooks",
        "Mail", "OIDC", "LDAP", "PasswordHashing", "Engine",
        "HTTPSupport",
        "Components", "DemoData", "MainstayServer", "MainstayCLI", .arguments, .nio, .nioHTTP1, .nioPosix, .httpTypes,
        .lifecycle, .logging,
      ]),
    tests("TidyTests", uses: []),
  ] + wingTargets
)
