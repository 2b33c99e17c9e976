/** How many triggers are remembered. What is known of others is evicted. */
export const MAX_TRIGGERS = 100;

/** Sets a key as the newest of a map, and evicts the oldest one if there are more than `maxSize`. */
export function setBounded<K, V>(map: Map<K, V>, key: K, value: V, maxSize = MAX_TRIGGERS): void {
	map.delete(key);
	map.set(key, value);
	const [oldest] = map.keys();
	if (oldest !== undefined && map.size > maxSize) map.delete(oldest);
}
