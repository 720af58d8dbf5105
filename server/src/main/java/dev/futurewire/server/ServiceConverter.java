package dev.futurewire.server;

import dev.futurewire.server.service.Service;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Services on the command line, by name. */
final class ServiceConverter implements ITypeConverter<Service> {
    @Override
    public Service convert(String name) {
        List<Service> available = Service.available();
        return available.stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("there is no service '" + name + "'; there is "
                        + available.stream().map(Service::name).sorted().collect(Collectors.joining(", "))));
    }
}
