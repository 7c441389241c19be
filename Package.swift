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
    module("BusinessTime", "Domain", uses: ["Kernel"]),
    module("Agreements", "Domain", uses: ["Kernel", "BusinessTime"]),
    module("People", "Domain", uses: ["Kernel"]),
    module("Tickets", "Domain", uses: ["Kernel", "Agreements", "People"]),
    module("Governance", "Domain", uses: ["Kernel", "Cryptography"]),
    module("Reporting", "Domain", uses: ["Kernel"]),

    // The SQL seam and its two drivers.
    module("Storage", uses: ["Kernel", "Cryptography"]),
    module("StorageSQLite", uses: ["Kernel", "Storage", .grdb, .sqlite]),
    cLibrary("CLibPQ", pkgConfig: "libpq", apt: "libpq-dev"),
    module("StoragePostgres", uses: ["Kernel", "Storage", "CLibPQ"]),

    // Use cases.
    module(
      "Application",
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
    module("Markup"),
    module(
      "HTTPSupport",
      uses: [
        "Kernel", "People", "Application", "Markup", "Cryptography", .hummingbirdCore, .logging, .lifecycle, .metrics,
        .nio, .nioPosix, .nioHTTP1, .httpTypes,
      ]),
    module(
      "HTTPAPI",
      uses: [
        "Kernel", "BusinessTime", "Agreements", "People", "Tickets", "Governance", "Reporting",
        "Application", "HTTPSupport", .nio, .httpTypes, .logging,
      ]),
    module(
      "WebUI",
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
        "Kernel", "BusinessTime", "Agreements", "Governance", "People", "Application", "Storage", "SystemZones",
        "TestDatabases",
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
