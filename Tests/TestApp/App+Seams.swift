import AgreementsUseCases
import Core
import DutyUseCases
import ICalendarFiles
import Kernel
import JournalUseCases
import MainstayServer
import MessagesUseCases
import People
import PeopleUseCases
import ReachUseCases
import TicketsUseCases
import Storage
import SystemZones

extension App {
  /// The product with everything that its wings need handed in by a test.
  public init(
    database: any Database, clock: any Clock, ids: any IDSource, calendars: any CalendarSource,
    passwords: any PasswordHasher, commonPasswords: any CommonPasswords, seal: (any SealKeySource)? = nil,
    desk: DeskSettings = DeskSettings(), sessionIdle: Duration = PeopleLimits.idle,
    secrets: (any SecretsKeySource)? = nil, channels: [Channel] = []
  ) {
    self.init(
      database: database, clock: clock, ids: ids, features: Wings.features, channels: channels
    ) { parts in
      parts.use(calendars: calendars)
      (parts.dutyZones, parts.dutyCalendars) = (SystemZones(), DutyCalendarFile())
      (parts.passwords, parts.commonPasswords, parts.sessionIdle) = (passwords, commonPasswords, sessionIdle)
      (parts.seal, parts.secrets, parts.desk) = (seal, secrets, desk)
      parts.reach = ReachSurroundings(zones: SystemZones(), address: "https://desk.example.org")
    }
  }
}
