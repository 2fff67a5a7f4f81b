import type { Clock } from '../client/clock.ts';
import type { RoomEvent } from '../shared/protocol/events.ts';
import { limits } from '../shared/protocol/limits.ts';

type Person = { readonly id: string; readonly username: string };
type Sign = { readonly name: string; readonly cancel: () => void };

/** Who doesn't say it again has stopped. */
const lastsMs = 2 * limits.typingSeconds * 1_000;

/** Who is typing where. */
export class TypingPeople {
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #rooms = new Map<string, Map<string, Sign>>();

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** The names of those who type in a room, the first to begin first. */
  names(room: string): readonly string[] {
    return [...(this.#rooms.get(room)?.values() ?? [])].map(({ name }) => name);
  }

  /** What a person's device says. */
  take({ room, user, on }: { readonly room: string; readonly user: Person; readonly on: boolean }): void {
    if (on) this.#begin(room, user);
    else this.#end(room, user.id);
  }

  /** Who has sent a message has stopped. */
  wrote(room: string, events: readonly RoomEvent[]): void {
    for (const { kind, sender } of events) if (kind === 'message') this.#end(room, sender.id);
  }

  stop(): void {
    for (const [room, people] of this.#rooms) for (const user of [...people.keys()]) this.#end(room, user);
  }

  #begin(room: string, { id, username: name }: Person): void {
    const people = this.#rooms.get(room) ?? new Map<string, Sign>();
    this.#rooms.set(room, people);
    people.get(id)?.cancel();
    const cancel = this.#clock.after(lastsMs, () => {
      this.#end(room, id);
      this.#changed();
    });
    people.set(id, { name, cancel });
  }

  #end(room: string, user: string): void {
    this.#rooms.get(room)?.get(user)?.cancel();
    this.#rooms.get(room)?.delete(user);
  }
}

/** Who is typing, in words; empty when nobody is. */
export function typingText(names: readonly string[]): string {
  const [one, other, ...rest] = names;
  if (one === undefined) return '';
  if (other === undefined) return `${one} is typing …`;
  return rest.length === 0 ? `${one} and ${other} are typing …` : 'Several people are typing …';
}
