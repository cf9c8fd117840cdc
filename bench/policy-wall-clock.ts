/** Minutes since midnight and weekday (Monday 0), by zone. */
export interface WallClocks {
  readonly minute: Readonly<Record<string, number>>;
  readonly weekday: Readonly<Record<string, number>>;
}

/** The wall clocks of the zones of the workload, for engines that know no time zones. */
export function wallClocks(time: number): WallClocks {
  const minute: Record<string, number> = {};
  const weekday: Record<string, number> = {};
  for (const zone of ["Europe/Berlin", "America/New_York", "Asia/Tokyo"]) {
    const parts = new Date(time).toLocaleString("en-GB", {
      timeZone: zone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    const [, day = "", hours = "", minutes = ""] = /(\w{3}) (\d\d):(\d\d)/.exec(parts) ?? [];
    minute[zone] = Number(hours) * 60 + Number(minutes);
    weekday[zone] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(day);
  }
  return { minute, weekday };
}
