<?xml version="1.0" encoding="UTF-8"?>
<!-- The indexes that a union catalogue on Zebra would have: words and phrases of title, author, subject, publisher and
     number, a catch-all, library and year to narrow by, three sort registers. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:m="http://www.loc.gov/MARC21/slim" xmlns:z="http://indexdata.com/zebra-2.0" exclude-result-prefixes="m">
  <xsl:output method="xml" encoding="UTF-8" indent="no"/>
  <xsl:template match="/"><xsl:apply-templates select="//m:record"/></xsl:template>

  <xsl:template match="m:record">
    <z:record type="update" z:id="{m:controlfield[@tag='003']}{m:controlfield[@tag='001']}">
      <z:index name="local:w"><xsl:value-of select="m:controlfield[@tag='001']"/></z:index>
      <z:index name="library:w"><xsl:value-of select="substring-after(m:controlfield[@tag='003'], '-')"/></z:index>
      <z:index name="year:n year:s"><xsl:value-of select="substring(m:controlfield[@tag='008'], 8, 4)"/></z:index>
      <z:index name="language:w"><xsl:value-of select="substring(m:controlfield[@tag='008'], 36, 3)"/></z:index>
      <xsl:apply-templates select="m:datafield"/>
    </z:record>
  </xsl:template>

  <xsl:template match="m:datafield"><xsl:call-template name="any"/></xsl:template>
  <xsl:template match="m:datafield[@tag='245']">
    <z:index name="title:w title:p title:s">
      <xsl:for-each select="m:subfield[contains('abnp', @code)]"><xsl:value-of select="."/><xsl:text> </xsl:text></xsl:for-each>
    </z:index>
    <z:index name="author:w"><xsl:value-of select="m:subfield[@code='c']"/></z:index>
    <xsl:call-template name="any"/>
  </xsl:template>
  <xsl:template match="m:datafield[@tag='100' or @tag='110' or @tag='700' or @tag='710']">
    <z:index name="author:w author:p"><xsl:value-of select="m:subfield[@code='a']"/></z:index>
    <xsl:if test="@tag='100' or @tag='110'"><z:index name="author:s"><xsl:value-of select="m:subfield[@code='a']"/></z:index></xsl:if>
    <xsl:call-template name="any"/>
  </xsl:template>
  <xsl:template match="m:datafield[starts-with(@tag, '6')]">
    <z:index name="subject:w subject:p">
      <xsl:for-each select="m:subfield"><xsl:value-of select="."/><xsl:text> </xsl:text></xsl:for-each>
    </z:index>
    <xsl:call-template name="any"/>
  </xsl:template>
  <xsl:template match="m:datafield[@tag='020']">
    <z:index name="isbn:w any:w"><xsl:value-of select="translate(m:subfield[@code='a'], '-', '')"/></z:index>
  </xsl:template>
  <xsl:template match="m:datafield[@tag='082']">
    <z:index name="class:w any:w"><xsl:value-of select="m:subfield[@code='a']"/></z:index>
  </xsl:template>
  <xsl:template match="m:datafield[@tag='260' or @tag='264']">
    <z:index name="publisher:w publisher:p"><xsl:value-of select="m:subfield[@code='b']"/></z:index>
    <xsl:call-template name="any"/>
  </xsl:template>
  <xsl:template match="m:datafield[@tag='490']">
    <z:index name="series:w"><xsl:value-of select="m:subfield[@code='a']"/></z:index>
    <xsl:call-template name="any"/>
  </xsl:template>
  <xsl:template match="m:datafield[@tag='852']">
    <z:index name="barcode:w"><xsl:value-of select="m:subfield[@code='p']"/></z:index>
    <z:index name="callnumber:w callnumber:p"><xsl:value-of select="m:subfield[@code='h']"/></z:index>
    <z:index name="branch:w"><xsl:value-of select="m:subfield[@code='b']"/></z:index>
    <xsl:call-template name="any"/>
  </xsl:template>

  <xsl:template name="any">
    <z:index name="any:w">
      <xsl:for-each select="m:subfield"><xsl:value-of select="."/><xsl:text> </xsl:text></xsl:for-each>
    </z:index>
  </xsl:template>
</xsl:stylesheet>
