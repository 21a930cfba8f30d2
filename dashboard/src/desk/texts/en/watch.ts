interface Bounds {
  readonly least: number;
  readonly usual: number;
  readonly most: number;
}

/** How a place is watched. */
export const watch = {
  stillThere: '“Still there?” after (minutes)',
  stillThereHint: ({ least, usual, most }: Bounds) =>
    `Without a key or a pointer for so long a console asks whether somebody is there. From ${least} to ${most}; empty: as above it, or ${usual}.`,
  soundTest: 'Sound test every (hours)',
  soundTestHint: ({ least, usual, most }: Bounds) =>
    `So often somebody says that they hear a console here. From ${least} to ${most}; empty: as above it, or ${usual}.`,
};
