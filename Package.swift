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

/// A target whose rooms lie in several wings: until each room is a target of its own.
func gathered(_ name: String, from folders: [String], uses dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, path: "Sources", sources: folders, swiftSettings: strict)
}

/// The pure rules of a wing.
func rules(_ name: String, of wing: String, uses dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, path: "Sources/Wings/\(wing)/Rules", swiftSettings: strict)
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
  static let grdb = product(name: "GRDB", package: "GRDB.swift")
  static let sqlite = product(name: "GRDBSQLite", package: "GRDB.swift")
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
  ],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
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

    // Domain: pure, no I/O, no clock, no randomness.
    rules("BusinessTime", of: "BusinessTime", uses: ["Kernel"]),
    rules("Agreements", of: "Agreements", uses: ["Kernel", "BusinessTime"]),
    rules("People", of: "People", uses: ["Kernel"]),
    rules("Tickets", of: "Tickets", uses: ["Kernel", "Agreements", "People"]),
    rules("Governance", of: "Journal", uses: ["Kernel", "Cryptography"]),
    rules("Reporting", of: "ServiceLevels", uses: ["Kernel"]),

    // The SQL seam and its two drivers.
    module("Storage", uses: ["Kernel", "Cryptography"]),
    module("StorageSQLite", uses: ["Kernel", "Storage", .grdb, .sqlite]),
    cLibrary("CLibPQ", pkgConfig: "libpq", apt: "libpq-dev"),
    module("StoragePostgres", uses: ["Kernel", "Storage", "CLibPQ"]),

    // Use cases.
    gathered(
      "Application",
      from: [
        "Core", "Wings/Agreements/UseCases", "Wings/Journal/UseCases", "Wings/People/UseCases",
        "Wings/Messages/UseCases",
        "Wings/Tickets/UseCases", "Wings/ServiceLevels/UseCases", "Wings/Import/UseCases", "Wings/Operations/UseCases",
      ],
      uses: [
        "Kernel", "BusinessTime", "Agreements", "People", "Tickets", "Governance", "Reporting",
        "Storage",
      ]),

    // The outside world.
    module("SystemZones", "Channels", uses: ["Kernel", "BusinessTime"]),
    cLibrary("CLibICal", pkgConfig: "libical", apt: "libical-dev"),
    module("ICalendarFiles", "Channels", uses: ["Kernel", "BusinessTime", "CLibICal"]),
    module(
      "AgreementFiles", "Channels", uses: ["Kernel", "BusinessTime", "Agreements", .yams]),
    cLibrary("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
    module(
      "ServiceNowLog", "Channels",
      uses: ["Kernel", "BusinessTime", "Tickets", "Governance", "Application", "CZlib"]),
    cLibrary("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
    module("Webhooks", "Channels", uses: ["Kernel", "Application", "Cryptography", "CCurl"]),
    cLibrary("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
    module("PasswordHashing", "Channels", uses: ["Kernel", "Application", "CSodium"]),

    // Background work.
    module(
      "Engine",
      uses: ["Kernel", "Agreements", "Governance", "Application", .logging, .metrics, .lifecycle]),

    // The web.
    module("Markup", "Web"),
    module(
      "HTTPSupport", "Web",
      uses: [
        "Kernel", "People", "Application", "Markup", "Cryptography", .hummingbirdCore, .logging, .lifecycle, .metrics,
        .nio, .nioPosix, .nioHTTP1, .httpTypes,
      ]),
    gathered(
      "HTTPAPI",
      from: [
        "Web/API", "Wings/Agreements/API", "Wings/Journal/API", "Wings/People/API", "Wings/Messages/API",
        "Wings/Tickets/API", "Wings/ServiceLevels/API", "Wings/Import/API", "Wings/Operations/API",
      ],
      uses: [
        "Kernel", "BusinessTime", "Agreements", "People", "Tickets", "Governance", "Reporting",
        "Application", "HTTPSupport", .nio, .httpTypes, .logging,
      ]),
    gathered(
      "WebUI",
      from: [
        "Web/Site", "Web/Components", "Wings/Agreements/Pages", "Wings/Journal/Pages", "Wings/People/Pages",
        "Wings/Messages/Pages", "Wings/Tickets/Pages", "Wings/ServiceLevels/Pages", "Wings/Operations/Pages",
      ],
      uses: [
        "Kernel", "BusinessTime", "Agreements", "People", "Tickets", "Governance", "Reporting",
        "Application", "Markup", "HTTPSupport", .nio, .httpTypes, .logging,
      ]),

    // Wiring and the command line.
    module(
      "DemoData",
      uses: ["Kernel", "BusinessTime", "Agreements", "People", "Tickets", "Application"]),
    module(
      "MainstayServer",
      uses: [
        "Kernel", "BusinessTime", "Agreements", "People", "Tickets", "Governance", "Application",
        "Storage", "StorageSQLite", "StoragePostgres", "SystemZones", "AgreementFiles",
        "ServiceNowLog", "Webhooks", "PasswordHashing", "Engine", "HTTPSupport", "HTTPAPI", "WebUI", "DemoData",
        "CZlib", .logging, .lifecycle, .unixSignals, .metrics, .httpTypes, .nio,
      ]),
    module(
      "MainstayCLI",
      uses: [
        "Kernel", "BusinessTime", "Agreements", "People", "Tickets", "Governance", "Reporting",
        "Application", "AgreementFiles", "SystemZones", "ICalendarFiles", "ServiceNowLog",
        "HTTPSupport", "MainstayServer", "DemoData", .arguments, .logging, .lifecycle, .metrics,
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
      dependencies: [
        "Kernel", "BusinessTime", "Agreements", "Governance", "People", "Tickets", "Application", "Storage",
        "SystemZones", "TestDatabases",
      ], path: "Tests/TestApp", swiftSettings: strict),
    .target(
      name: "TestHTTP",
      dependencies: ["HTTPSupport", .hummingbirdCore, .httpTypes, .logging, .nio, .nioHTTP1, .nioPosix],
      path: "Tests/TestHTTP", swiftSettings: strict),
    .executableTarget(
      name: "Measures",
      dependencies: [
        "Kernel", "BusinessTime", "Agreements", "Tickets", "Application", "ServiceNowLog", "SystemZones", "Storage",
        "StorageSQLite", "CLibPQ", "MainstayServer",
      ],
      path: "Benchmarks/Measures", swiftSettings: strict),

    tests("KernelTests", uses: ["Kernel"]),
    tests("CryptographyTests", uses: ["Cryptography"]),
    tests("BusinessTimeTests", uses: ["Kernel", "BusinessTime", "SystemZones", "ICalendarFiles"]),
    tests("AgreementsTests", uses: ["Kernel", "BusinessTime", "Agreements", "SystemZones"]),
    tests(
      "AgreementFilesTests",
      uses: ["Kernel", "BusinessTime", "Agreements", "AgreementFiles", "SystemZones"],
      resources: [.copy("Conformance")]),
    tests(
      "DomainTests", uses: ["Kernel", "Agreements", "People", "Tickets", "Governance", "Reporting"]),
    tests("StorageTests", uses: ["Kernel", "Storage", "StorageSQLite", "StoragePostgres", "TestDatabases"]),
    tests(
      "ApplicationTests",
      uses: [
        "Kernel", "BusinessTime", "Agreements", "People", "Tickets", "Governance", "Reporting", "Application",
        "Storage", "TestApp", "TestDatabases",
      ]),
    tests(
      "ChannelTests",
      uses: [
        "Kernel", "BusinessTime", "Tickets", "Application", "SystemZones", "ServiceNowLog", "Webhooks",
        "PasswordHashing",
      ]),
    tests(
      "WebTests",
      uses: [
        "Kernel", "BusinessTime", "Agreements", "People", "Tickets", "Governance", "Reporting", "Application", "Markup",
        "HTTPSupport", "WebUI", "SystemZones", "TestApp", "TestDatabases", "TestHTTP", .httpTypes, .lifecycle, .logging,
        .metrics, .nio, .nioPosix,
      ]),
    tests(
      "ScenarioTests",
      uses: [
        "Kernel", "BusinessTime", "Agreements", "AgreementFiles", "People", "Tickets", "Governance", "Reporting",
        "Application", "Storage", "StorageSQLite", "StoragePostgres", "TestApp", "TestDatabases", "TestHTTP",
        "SystemZones",
        "ICalendarFiles", "ServiceNowLog", "Webhooks", "PasswordHashing", "Engine", "HTTPSupport", "HTTPAPI", "WebUI",
        "DemoData", "MainstayServer", "MainstayCLI", .arguments, .nio, .nioHTTP1, .nioPosix, .httpTypes, .lifecycle,
        .logging,
      ]),
    tests("TidyTests", uses: []),
  ]
)
