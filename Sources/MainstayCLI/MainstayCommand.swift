import ArgumentParser
import MainstayServer

/// `mainstay`: every command of the product. Each ends with 0 done, 1 a check did not hold, 2 bad
/// input, 3 the environment failed.
public struct MainstayCommand: AsyncParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "mainstay",
    abstract: "A service desk that can prove its promises.",
    discussion: """
      Results go to standard output, as tables or with --json as JSON; progress and everything else to standard \
      error. The exit status is 0 when done, 1 when a check did not hold, 2 for bad input, 3 when the environment \
      (database, disk, network) failed.

      Shell completion: mainstay --generate-completion-script bash (or zsh, fish).
      """,
    version: Release.version,
    subcommands: [],
    groupedSubcommands: [
      CommandGroup(name: "Serving", subcommands: [DemoCommand.self, ServeCommand.self]),
      CommandGroup(
        name: "Agreements",
        subcommands: [
          EvaluateCommand.self, AlignCommand.self, AvailabilityCommand.self, ClosuresCommand.self, ApplyCommand.self,
          ExportCommand.self, AgreementsCommand.self, ProposalCommand.self, WhichAgreementCommand.self,
          LintCommand.self,
          RecoverCommand.self, WhatIfCommand.self, CurveCommand.self, OfferCommand.self, RecomputeCommand.self,
          ComplianceCommand.self, ServiceLevelsCommand.self,
          MeasuresCommand.self,
          ServicesCommand.self, OutageCommand.self, DisputesCommand.self, StatementCommand.self,
        ]),
      CommandGroup(
        name: "Planning",
        subcommands: [StaffCommand.self, ForecastCommand.self, SuggestCommand.self, PredictCommand.self]),
      CommandGroup(
        name: "Looking after data",
        subcommands: [
          ImportCommand.self, VerifyCommand.self, SealKeyCommand.self, SecretsKeyCommand.self, BackupCommand.self,
          RestoreCommand.self, MigrateCommand.self, EraseCommand.self,
        ]),
      CommandGroup(
        name: "Looking after the desk",
        subcommands: [ShiftCommand.self, WordsCommand.self, DutyCommand.self, LadderCommand.self]),
      CommandGroup(
        name: "Looking after access",
        subcommands: [
          UserCommand.self, PeopleCommand.self, StructureCommand.self, AccessCommand.self, TeamCommand.self,
          TokenCommand.self, WebhookCommand.self,
          ReachCommand.self, DirectoryCommand.self,
        ]),
    ])

  public init() {}
}
