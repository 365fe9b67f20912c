"""How the published schema is made from the views."""

from typing import Any

from drf_spectacular.generators import SchemaGenerator


class Generator(SchemaGenerator):
    """Says what the framework cannot see: where a body is described, it is needed."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        schema: dict[str, Any] = super().get_schema(request=request, public=public)
        for methods in schema["paths"].values():
            for operation in methods.values():
                if "requestBody" in operation:
                    operation["requestBody"]["required"] = True
        return schema
