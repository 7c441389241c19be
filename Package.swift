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
  ("Journal", Floor.allCases, []),
  ("People", Floor.allCases, []),
  ("Messages", [.useCases, .api, .pages], []),
  ("Tickets", Floor.allCases, ["BusinessTime", "Agreements", "Journal", "People", "Messages"]),
  ("ServiceLevels", Floor.allCases, ["BusinessTime", "Agreements", "Tickets"]),
  ("Import", [.useCases, .api, .pages], ["BusinessTime", "Agreements", "People", "Tickets", "ServiceLevels"]),
  ("Searches", Floor.allCases, ["People", "Tickets"]),
  ("Operations", [.useCases, .api, .pages], ["Journal", "Messages", "Tickets"]),
  ("FirstSteps", Floor.allCases, ["BusinessTime", "Agreements", "People", "Tickets", "Import"]),
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

/// A target for each room of the wings: `Sources/Wings/<wing>/<floor>`.
let wingTargets: [Target] = wings.flatMap { wing in
  wing.floors.map { floor in
    let room = floor.room(of: wing.name)
    let below = rooms(of: wing.on + [wing.name], on: floor.below).filter { $0 != room }
    // Everything that writes the journal knows its rules already; these alone reckon with keys.
    let own = room == "Journal" ? ["Cryptography"] : below.filter { $0 != "Journal" }
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
    module("ICalendarFiles", "Channels", uses: ["Kernel", "BusinessTime", "CLibICal"]),
    module(
      "AgreementFiles", "Channels", uses: ["Kernel", "BusinessTime", "Agreements", "Forecasting", .yams]),
    cLibrary("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
    module("CSVFiles", "Channels", uses: ["Kernel", "BusinessTime", "Forecasting", "CZlib"]),
    module("ServiceNowLog", "Channels", uses: everyUseCase + ["Kernel", "Core", "CSVFiles"]),
    cLibrary("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
    module("Webhooks", "Channels", uses: ["Kernel", "Core", "MessagesUseCases", "Cryptography", "CCurl"]),
    cLibrary("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
    module("PasswordHashing", "Channels", uses: ["Kernel", "Core", "PeopleUseCases", "CSodium"]),

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
        "ICalendarFiles", "ServiceNowLog", "Webhooks", "PasswordHashing", "Engine", "HTTPSupport", "Components",
        "DemoData", "CZlib",
        .logging, .lifecycle, .unixSignals, .metrics, .httpTypes, .nio,
      ]),
    module(
      "MainstayCLI",
      uses: everyUseCase + [
        "Kernel", "Core", "AgreementFiles", "SystemZones", "ICalendarFiles", "CSVFiles", "ServiceNowLog", "HTTPSupport",
        "MainstayServer", "DemoData", .arguments, .logging, .lifecycle, .metrics,
      ]),
    .executableTarget(
      name: "mainstay", dependencies: ["MainstayCLI"], path: "Sources/mainstay",
      swiftSettings: strict),

    .target(
      name: "TestDatabases", dependencies: ["Kernel", "Storage", "StorageSQLite", "StoragePostgres"],
      path: "Tests/TestDatabases", swiftSettings: strict),
    .executableTarget(
      name: "CrashWriter", dependencies: ["Kernel", "Storage", "StorageSQLite", "StoragePostgres"],
      path: "Tests/CrashWriter", swiftSettings: strict),
    .target(
      name: "TestApp",
      dependencies: everyUseCase + ["Kernel", "Core", "Storage", "SystemZones", "MainstayServer", "TestDatabases"],
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
    tests("AgreementsTests", uses: ["Kernel", "BusinessTime", "Agreements", "SystemZones"]),
    tests("ForecastingTests", uses: ["Kernel", "BusinessTime", "Forecasting", "SystemZones", "CSVFiles"]),
    tests(
      "AgreementFilesTests",
      uses: ["Kernel", "BusinessTime", "Agreements", "Forecasting", "AgreementFiles", "SystemZones"],
      resources: [.copy("Conformance")]),
    tests(
      "DomainTests", uses: everyUseCase + ["Kernel", "Core", "MainstayServer"]),
    tests("StorageTests", uses: ["Kernel", "Storage", "StorageSQLite", "StoragePostgres", "TestDatabases"]),
    tests(
      "ApplicationTests",
      uses: everyRoom + ["Kernel", "Core", "Components", "Storage", "MainstayServer", "TestApp", "TestDatabases"]),
    tests(
      "ChannelTests",
      uses: everyUseCase + [
        "Kernel", "Core", "SystemZones", "CSVFiles", "ServiceNowLog", "Webhooks", "PasswordHashing",
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
        "TestHTTP", "SystemZones", "ICalendarFiles", "ServiceNowLog", "Webhooks", "PasswordHashing", "Engine",
        "HTTPSupport",
        "Components", "DemoData", "MainstayServer", "MainstayCLI", .arguments, .nio, .nioHTTP1, .nioPosix, .httpTypes,
        .lifecycle, .logging,
      ]),
    tests("TidyTests", uses: []),
  ] + wingTargets
)
