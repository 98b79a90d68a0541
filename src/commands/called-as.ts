/** How a person writes one of these commands: by npm in the project, by a script in the folder that `npm run package` makes. */
export const calledAs = (npm: string): string => process.env.CARTABLE_CALLED ?? npm;
