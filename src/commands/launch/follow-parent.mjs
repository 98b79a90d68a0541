// Loaded before a program that must not outlive the one that started it: the channel between them closes when the parent
// goes, even if it was killed and could say nothing.
process.on('disconnect', () => {
  const heard = process.emit('SIGTERM', 'SIGTERM');
  if (!heard) process.exit(143);
});
process.channel?.unref();
