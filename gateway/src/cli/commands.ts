import type { Command } from './command.ts';
import { backupCommand } from './commands/backup.ts';
import { coverageCommand } from './commands/coverage.ts';
import { deviceAddCommand, deviceListCommand, deviceRevokeCommand } from './commands/device.ts';
import { eraseCommand } from './commands/erase.ts';
import { exportPersonCommand } from './commands/export-person.ts';
import { keyRotateCommand } from './commands/key-rotate.ts';
import { retentionProveCommand } from './commands/retention-prove.ts';
import { exportCommand } from './commands/log-export.ts';
import { rebuildCommand } from './commands/log-rebuild.ts';
import { verifyCommand } from './commands/log-verify.ts';
import { restoreCommand } from './commands/restore.ts';
import { tokenAddCommand } from './commands/token-add.ts';
import { tokenListCommand, tokenRevokeCommand } from './commands/token.ts';
import { userAddCommand } from './commands/user-add.ts';
import { userListCommand } from './commands/user-list.ts';

/** All commands, in the order of the help. */
export function allCommands(): readonly Command[] {
  return [
    deviceAddCommand,
    deviceListCommand,
    deviceRevokeCommand,
    userAddCommand,
    userListCommand,
    tokenAddCommand,
    tokenListCommand,
    tokenRevokeCommand,
    coverageCommand,
    verifyCommand,
    exportCommand,
    rebuildCommand,
    backupCommand,
    restoreCommand,
    eraseCommand,
    keyRotateCommand,
    retentionProveCommand,
    exportPersonCommand,
  ];
}
