/**
 * What a server can do with its connections. A service of your own implements {@link
 * dev.futurewire.server.service.Service} and is found by {@link java.util.ServiceLoader}.
 */
@NullMarked
package dev.futurewire.server.service;

import org.jspecify.annotations.NullMarked;
