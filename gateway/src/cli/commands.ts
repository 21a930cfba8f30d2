import type { Command } from './command.ts';
import { backupCommand } from './commands/backup.ts';
import { eraseCommand } from './commands/erase.ts';
import { exportCommand } from './commands/log-export.ts';
import { rebuildCommand } from './commands/log-rebuild.ts';
import { verifyCommand } from './commands/log-verify.ts';
import { restoreCommand } from './commands/restore.ts';

/** All commands, in the order of the help. */
export function allCommands(): readonly Command[] {
  return [verifyCommand, exportCommand, rebuildCommand, backupCommand, restoreCommand, eraseCommand];
}
